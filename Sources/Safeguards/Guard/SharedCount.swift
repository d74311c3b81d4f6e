import Synchronization

/// Has the entries of a section counted by one call, for all that need their number meanwhile.
final class SharedCount: Sendable {
    /// Who waits for the one who counts; a section that nobody counts is not there.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Returns true at once to the one who is to count, and to then call ``isDone(_:)``; to all others false, once that one is done.
    func isMine(_ section: String) async -> Bool {
        let isMine = self.waiting.withLock { waiting in
            guard waiting[section] == nil else { return false }
            waiting[section] = []
            return true
        }
        if isMine { return true }
        await withCheckedContinuation { continuation in
            let isOver = self.waiting.withLock { waiting in
                waiting[section]?.append(continuation)
                return waiting[section] == nil
            }
            if isOver { continuation.resume() }
        }
        return false
    }

    /// The one who counts has done so, or has given up.
    func isDone(_ section: String) {
        for continuation in self.waiting.withLock({ $0.removeValue(forKey: section) ?? [] }) { continuation.resume() }
    }
}

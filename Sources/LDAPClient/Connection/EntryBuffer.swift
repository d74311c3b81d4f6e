import LDAP
import Synchronization

/// The entries of one search between the connection that reads them and the caller who uses them.
final class EntryBuffer: Sendable {
    typealias Continuation = CheckedContinuation<Result<Entry?, LDAPError>, Never>

    private struct State {
        var entries: [Entry] = []
        var position = 0
        var end: Result<Reply, LDAPError>?
        var reader: Continuation?
        var isPaused = false

        var count: Int { self.entries.count - self.position }

        mutating func pop() -> Entry? {
            guard self.position < self.entries.count else { return nil }
            defer {
                self.position += 1
                if self.position == self.entries.count { (self.entries, self.position) = ([], 0) }
            }
            return self.entries[self.position]
        }
    }

    /// The connection stops reading when this many entries wait.
    static let highWater = 256
    /// It goes on when only this many are left.
    static let lowWater = 64

    private let state = Mutex(State())

    /// Takes an entry from the connection and returns whether there is room for more.
    func append(_ entry: Entry) -> Bool {
        let (reader, hasRoom) = self.state.withLock { state -> (Continuation?, Bool) in
            if let reader = state.reader.take() { return (reader, true) }
            state.entries.append(entry)
            state.isPaused = state.count >= Self.highWater
            return (nil, !state.isPaused)
        }
        reader?.resume(returning: .success(entry))
        return hasRoom
    }

    /// The search ended.
    func finish(_ end: Result<Reply, LDAPError>) {
        let reader = self.state.withLock { state -> Continuation? in
            guard state.end == nil else { return nil }
            state.end = end
            return state.reader.take()
        }
        reader?.resume(returning: end.map { _ in nil })
    }

    /// Returns the next entry, nil after the last; `proceed` is called when the connection may go on reading.
    func next(proceed: () -> Void) async -> Result<Entry?, LDAPError> {
        await withCheckedContinuation { continuation in
            let (result, mayProceed) = self.state.withLock { state -> (Result<Entry?, LDAPError>?, Bool) in
                if let entry = state.pop() {
                    let mayProceed = state.isPaused && state.count <= Self.lowWater
                    if mayProceed { state.isPaused = false }
                    return (.success(entry), mayProceed)
                }
                if let end = state.end { return (end.map { _ in nil }, false) }
                state.reader = continuation
                return (nil, false)
            }
            if mayProceed { proceed() }
            if let result { continuation.resume(returning: result) }
        }
    }

    /// The answer that ended the search, once it has.
    var end: Result<Reply, LDAPError>? {
        self.state.withLock { $0.end }
    }
}

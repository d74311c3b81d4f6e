public import Encodings
import Files
import Glibc
public import Logging
import Synchronization

/// Keeps what the guard must know again after a restart: a line for each fact, in a file of the journal's folder.
///
/// Only who has the lock of that folder records. What is too old to matter goes when the first fact of a process is recorded.
public final class GuardFile: GuardMemory {
    private struct State {
        var file: OpenFile?
        /// What a former process has left and still matters.
        var former: [GuardFact] = []
        var isFaultTold = false
    }

    /// The name of the file in the folder.
    static let name = "guard.json"

    private let path: String
    private let logger: Logger
    private let state = Mutex(State())

    /// The file of a journal's folder; it is made when the first fact is recorded.
    public init(directory: String, logger: Logger) {
        self.path = "\(directory)/\(Self.name)"
        self.logger = logger
    }

    /// What was recorded since a moment, in its order; a line that is torn, or of another version, is left out and told of.
    public func recall(since moment: Timestamp) -> [GuardFact] {
        guard FileStatus(of: self.path) != nil else { return [] }
        do throws(JournalError) {
            let file = try OpenFile(self.path, O_RDONLY | O_NOFOLLOW)
            let lines = String(decoding: file.read(0..<file.size), as: UTF8.self).split(separator: "\n")
            let facts = lines.compactMap { GuardFact(line: $0) }
            if facts.count < lines.count { self.tell(unread: lines.count - facts.count) }
            let recent = facts.filter { $0.moment >= moment }
            self.state.withLock { $0.former = recent }
            return recent
        } catch {
            self.logger.error(
                "The guard cannot read what it has written down before the restart, and begins anew: nothing is held.",
                metadata: ["error": "\(error)"])
            return []
        }
    }

    /// Records something; where it cannot be, the log is told once, and calls are counted all the same.
    public func record(_ fact: GuardFact) {
        var line = fact.bytes
        line.append(UInt8(ascii: "\n"))
        let fault = self.state.withLock { [line] state -> JournalError? in
            do throws(JournalError) {
                if state.file == nil { state.file = try self.begin(with: state.former) }
                state.former = []
                if let file = state.file { try self.append(line, to: file) }
                state.isFaultTold = false
                return nil
            } catch {
                defer { state.isFaultTold = true }
                return state.isFaultTold ? nil : error
            }
        }
        guard let fault else { return }
        self.logger.warning(
            "The guard cannot write down what it counts: a restart would forget it.", metadata: ["error": "\(fault)"])
    }

    /// Writes what still matters anew, and opens the file to append to it.
    private func begin(with facts: [GuardFact]) throws(JournalError) -> OpenFile {
        let lines = facts.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
        if !facts.isEmpty, !FileReplacement.write(lines, to: self.path) {
            throw JournalError(self.path, "cannot be written", errno: errno)
        }
        return try OpenFile(self.path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW)
    }

    private func append(_ line: [UInt8], to file: OpenFile) throws(JournalError) {
        do throws(OpenFile.AppendFailure) {
            try file.append(line, at: file.size)
        } catch {
            throw JournalError(self.path, "cannot be written", errno: error.errno)
        }
    }

    private func tell(unread count: Int) {
        self.logger.warning(
            "The guard does not understand all that it has written down before the restart, and goes on with the rest.",
            metadata: ["file": "\(self.path)", "lines": "\(count)"])
    }
}

import Foundation
public import Safeguards

/// The answer to a request: exactly one of its parts is there.
public struct ControlAnswer: Codable, Hashable, Sendable {
    /// How the daemon stands.
    public var status: StatusReport?
    /// What became of a reload.
    public var reload: ReloadVerdict?
    /// What became of events that were to be taken back.
    public var undo: UndoReport?
    /// What holds changes, and whose.
    public var `guard`: GuardReport?
    /// Why the request was not done, and what to do.
    public var error: String?

    /// Answers how the daemon stands.
    public init(status: StatusReport) {
        self.status = status
    }

    /// Answers what became of a reload.
    public init(reload: ReloadVerdict) {
        self.reload = reload
    }

    /// Answers what became of events.
    public init(undo: UndoReport) {
        self.undo = undo
    }

    /// Answers what holds changes, and whose.
    public init(guard report: GuardReport) {
        self.guard = report
    }

    /// Answers that a request was not done.
    public init(error: String) {
        self.error = error
    }
}

extension ControlAnswer {
    /// The line of the answer, without its end.
    var line: Data {
        get throws { try JSONEncoder.control.encode(self) }
    }

    /// Reads the line of an answer.
    /// - Throws: ``ControlError`` if it is not one that this version understands.
    init(line: Data) throws(ControlError) {
        do {
            self = try JSONDecoder.control.decode(ControlAnswer.self, from: line)
        } catch {
            throw ControlError(
                "The daemon's answer is not understood: it may be of another version. Restart it after an upgrade.")
        }
    }
}

extension JSONEncoder {
    /// Writes what passes through the control socket: dates in UTC, names as in the configuration, keys in the alphabetical order.
    public static var control: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension JSONDecoder {
    /// Reads what ``Foundation/JSONEncoder/control`` writes.
    static var control: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}

import Foundation
public import Safeguards

/// What can be asked of a running daemon.
public enum ControlRequest: Hashable, Sendable {
    /// How it stands.
    case status
    /// To read its configuration anew.
    case reload
    /// To take events back, or to tell what that would do.
    case undo(UndoRequest)
    /// Something of what holds changes.
    case `guard`(GuardOrder)
}

extension ControlRequest {
    /// The words for what can be asked.
    private enum Word: String, CaseIterable {
        case status, reload, undo, `guard`
    }

    private var kind: Word {
        switch self {
        case .status: .status
        case .reload: .reload
        case .undo: .undo
        case .guard: .guard
        }
    }

    /// The word for it, as it stands in the line.
    var word: String { self.kind.rawValue }

    /// Whether who asks so only looks, perhaps every few seconds.
    var onlyLooks: Bool {
        switch self {
        case .status: true
        case .reload: false
        case .undo(let request): request.preview
        case .guard(let order): order.action == .status
        }
    }
}

extension ControlRequest {
    /// A request as it is sent; a daemon may not know all that another version can be asked.
    private struct Message: Codable {
        var request: String
        var undo: UndoRequest?
        var `guard`: GuardOrder?
    }

    /// What is read first of a request, whatever else stands in it.
    private struct Head: Codable {
        var request: String
    }

    /// The line that asks for it, without its end.
    var line: Data {
        get throws {
            var message = Message(request: self.word)
            if case .undo(let request) = self { message.undo = request }
            if case .guard(let order) = self { message.guard = order }
            return try JSONEncoder.control.encode(message)
        }
    }

    /// Reads the line of a request.
    /// - Throws: ``ControlError`` in words for whoever sent it.
    init(line: Data) throws(ControlError) {
        guard let head = try? JSONDecoder.control.decode(Head.self, from: line) else {
            throw ControlError(#"This is not a request. Send one line such as {"request":"status"}."#)
        }
        switch Word(rawValue: head.request) {
        case .status: self = .status
        case .reload: self = .reload
        case .undo: self = .undo(try Self.undo(line))
        case .guard: self = .guard(try Self.order(line))
        case nil:
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError(
                "This daemon cannot be asked for '\(head.request.prefix(40))', only for \(known). Restart it if a newer version is installed."
            )
        }
    }

    private static func undo(_ line: Data) throws(ControlError) -> UndoRequest {
        guard let request = (try? JSONDecoder.control.decode(Message.self, from: line))?.undo else {
            throw ControlError(
                #"This is not a request for an undo. Send one line such as {"request":"undo","undo":{"events":["01k5b2m9x0q7fp3"],"preview":true,"delete":false}}."#
            )
        }
        guard request.events.count <= UndoRequest.maximum else {
            throw ControlError("At most \(UndoRequest.maximum) events are taken back by one request. Send several.")
        }
        return request
    }

    private static func order(_ line: Data) throws(ControlError) -> GuardOrder {
        guard let order = (try? JSONDecoder.control.decode(Message.self, from: line))?.guard else {
            throw ControlError(
                #"What of the guard? Send a line such as {"request":"guard","guard":{"action":"status"}}."#)
        }
        return order
    }
}

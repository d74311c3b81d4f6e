import Foundation
public import Safeguards

/// What can be asked of a running daemon.
public enum ControlRequest: Hashable, Sendable {
    /// How it stands.
    case status
    /// To read its configuration anew.
    case reload
    /// Something of what holds changes.
    case `guard`(GuardOrder)

    /// The words of all requests.
    static let names = ["status", "reload", "guard"]

    /// The word of the request.
    var name: String {
        switch self {
        case .status: "status"
        case .reload: "reload"
        case .guard: "guard"
        }
    }

    /// Whether who asks so only looks, perhaps every few seconds.
    var onlyLooks: Bool {
        switch self {
        case .status: true
        case .reload: false
        case .guard(let order): order.action == .status
        }
    }
}

extension ControlRequest {
    /// A request as it is sent; a daemon may not know all that another version can be asked.
    private struct Message: Codable {
        var request: String
        var `guard`: GuardOrder?
    }

    /// The line that asks for it, without its end.
    var line: Data {
        get throws {
            var message = Message(request: self.name)
            if case .guard(let order) = self { message.guard = order }
            return try JSONEncoder.control.encode(message)
        }
    }

    /// Reads the line of a request.
    /// - Throws: ``ControlError`` in words for whoever sent it.
    init(line: Data) throws(ControlError) {
        guard let message = try? JSONDecoder.control.decode(Message.self, from: line) else {
            throw ControlError(#"This is not a request. Send one line such as {"request":"status"}."#)
        }
        switch (message.request, message.guard) {
        case ("status", _): self = .status
        case ("reload", _): self = .reload
        case ("guard", let order?): self = .guard(order)
        case ("guard", nil):
            throw ControlError(
                #"What of the guard? Send a line such as {"request":"guard","guard":{"action":"status"}}."#)
        default:
            let known = Self.names.joined(separator: ", ")
            throw ControlError(
                "This daemon cannot be asked for '\(message.request.prefix(40))', only for \(known). Restart it if a newer version is installed."
            )
        }
    }
}

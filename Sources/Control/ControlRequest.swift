import Foundation

/// What can be asked of a running daemon.
public enum ControlRequest: String, Codable, Hashable, Sendable, CaseIterable {
    /// How it stands.
    case status
    /// To read its configuration anew.
    case reload
}

extension ControlRequest {
    /// A request as it is sent; a daemon may not know all that another version can be asked.
    private struct Message: Codable {
        var request: String
    }

    /// The line that asks for it, without its end.
    var line: Data {
        get throws { try JSONEncoder.control.encode(Message(request: self.rawValue)) }
    }

    /// Reads the line of a request.
    /// - Throws: ``ControlError`` in words for whoever sent it.
    init(line: Data) throws(ControlError) {
        guard let message = try? JSONDecoder.control.decode(Message.self, from: line) else {
            throw ControlError(#"This is not a request. Send one line such as {"request":"status"}."#)
        }
        guard let request = ControlRequest(rawValue: message.request) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw ControlError(
                "This daemon cannot be asked for '\(message.request.prefix(40))', only for \(known). Restart it if a newer version is installed."
            )
        }
        self = request
    }
}

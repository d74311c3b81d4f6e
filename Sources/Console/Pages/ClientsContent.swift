import Control
import Foundation

/// The tokens and clients, as their page shows them.
struct ClientsContent: Equatable {
    struct Client: Equatable {
        var name: String
        var kind: String
        var scopes: String
        var created: String
        var lastUsed: String
        var expires: String
        /// Whether it has ended, or ends within two weeks.
        var isEnding: Bool
    }

    var clients: [Client]

    init(_ report: StatusReport) {
        self.clients = (report.tokens ?? []).map { token in
            Client(
                name: token.name, kind: token.kind, scopes: token.scopes.joined(separator: ", "),
                created: Moment.text(token.created, or: "unknown"), lastUsed: Moment.text(token.lastUsed, or: "never"),
                expires: Moment.text(token.expires, or: "never"),
                isEnding: token.expires.map { $0 < report.time.addingTimeInterval(14 * 86_400) } ?? false)
        }
    }
}

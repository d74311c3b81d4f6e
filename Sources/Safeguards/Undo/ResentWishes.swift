import Encodings
import SCIM

/// What clients have asked for by some calls, and will ask for again as long as their scope is the same.
public struct ResentWishes: Sendable {
    /// One kind of wish.
    public struct Wish: Hashable, Sendable {
        /// The operation and the attributes, such as `PATCH active`.
        public var text: String
        /// How many resources it was for.
        public var count: Int
    }

    /// The wishes, the most frequent first.
    public let wishes: [Wish]

    /// Collects the wishes that have led to some events.
    public init(_ events: [JournalEvent]) {
        var paths: [String: Set<String>] = [:]
        for event in events where !event.isUndo {
            let target = event.origin.method == "POST" ? event.id.text : event.origin.path
            paths[Self.text(of: event.origin), default: []].insert(target)
        }
        self.wishes = paths.map { Wish(text: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    }

    private static func text(of origin: JournalEvent.Origin) -> String {
        let names = self.names(in: origin)
        return names.isEmpty
            ? "\(origin.method) \(origin.path.prefix { $0 != "?" }.split(separator: "/").first ?? "")"
            : "\(origin.method) \(names.joined(separator: ", "))"
    }

    /// The attributes that a body speaks of.
    private static func names(in origin: JournalEvent.Origin) -> [String] {
        guard origin.method == "PATCH", let sent = origin.sent, let body = try? JSONReader.read(sent.utf8),
            let operations = body.object?["Operations"]?.array
        else { return [] }
        var names: [String] = []
        for case .object(let operation) in operations {
            if let path = operation["path"]?.string, !path.isEmpty {
                names.append(String(path.prefix { $0 != "[" }))
            } else if let values = operation["value"]?.object {
                names += values.map(\.name)
            }
        }
        return names.uniqued()
    }
}

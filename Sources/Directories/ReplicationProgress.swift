/// How far a server has come with what is written to it and to others: one change sequence number for each server that takes writes.
public struct ReplicationProgress: Sendable, Hashable {
    private var latest: [Substring: Substring] = [:]

    /// Reads the values of ``Dialect/progressAttribute``, such as `20261124001024.733248Z#000000#001#000000` of OpenLDAP's
    /// `contextCSN`.
    public init(_ values: [String]) {
        for value in values {
            let parts = value.split(separator: "#")
            guard parts.count == 4 else { continue }
            let moment = value[..<parts[1].endIndex]
            self.latest[parts[2]] = max(self.latest[parts[2]] ?? "", moment)
        }
    }

    /// Returns whether nothing that the other server has seen is missing here.
    public func hasCaughtUp(with other: ReplicationProgress) -> Bool {
        other.latest.allSatisfy { server, moment in (self.latest[server] ?? "") >= moment }
    }
}

import Encodings
import LDAP

/// Reads the rest of what a server has returned only the first values of, so that nobody takes a part of a group for the whole.
struct RangeReader {
    /// Asks the server that has returned the entries.
    let read: (SearchRequest) async throws(LDAPError) -> Reply

    /// Puts the missing values into the entries.
    /// - Throws: ``LDAPError``: why they could not be read, or ``ResultCode/busy`` where an entry has gone meanwhile.
    func complete(_ entries: inout [Entry]) async throws(LDAPError) {
        for index in entries.indices {
            let ranges = entries[index].attributes.compactMap { attribute in
                ValueRange(attribute.description).map { (range: $0, attribute: attribute) }
            }
            for (range, attribute) in ranges {
                let values = try await self.values(of: range, after: attribute.values, in: entries[index].dn)
                entries[index][attribute.description] = []
                entries[index][range.attribute] = values
            }
        }
    }

    /// All values; one that has moved into another range while they were read is there once.
    private func values(
        of range: ValueRange, after first: Attribute.Values, in name: DistinguishedName
    ) async throws(LDAPError) -> Attribute.Values {
        var values = Array(first)
        var next = range.next
        while let number = next {
            let wanted = range.description(from: number)
            let reply = try await self.read(SearchRequest(base: name, scope: .base, attributes: [wanted]))
            guard let entry = reply.entries.first else { throw .lost(name) }
            let part = entry.attributes.lazy.compactMap { attribute in
                ValueRange(attribute.description).map { (range: $0, values: attribute.values) }
            }.first { $0.range.attribute == range.attribute }
            guard let part, !part.values.isEmpty else { break }
            values += part.values
            next = part.range.next
        }
        return range.next == nil ? first : values.uniqued()[...]
    }
}

extension LDAPError {
    fileprivate static func lost(_ name: DistinguishedName) -> LDAPError {
        LDAPError(.busy, diagnostic: "\(name) was renamed or deleted while its values were read")
    }
}

extension Reply {
    /// Whether the server has returned only a part of some values.
    var hasRanges: Bool {
        self.entries.contains { entry in entry.attributes.contains { ValueRange($0.description) != nil } }
    }

    /// What the search found, with the rest of the values as `read` finds them.
    /// - Throws: ``LDAPError``: why they could not be read.
    func completed(
        by read: @escaping (SearchRequest) async throws(LDAPError) -> Reply
    ) async throws(LDAPError) -> SearchResult {
        var result = SearchResult(entries: self.entries, controls: self.controls)
        if self.hasRanges { try await RangeReader(read: read).complete(&result.entries) }
        return result
    }
}

import LDAP
import SCIM

/// Finds the first number whose value no entry has: `jdoe` and `jdoe2` are taken → 3.
struct FreeNumberSearch {
    /// Below which entries somebody may have it.
    let bases: [DistinguishedName]
    let scope: SearchRequest.Scope
    let attribute: AttributeDescription
    /// The entry that counts the numbers, which has the next one and takes none.
    var counter: DistinguishedName?
    /// The value with a number.
    let value: (Int) -> AttributeValue
    let work: Work

    /// Returns the first number of a range that is free and that `accepts` takes; nil if there is none.
    ///
    /// A hundred are asked for together; more at once where the first hundred are taken.
    func first(
        in range: ClosedRange<Int>, where accepts: (Int) -> Bool = { _ in true }
    ) async throws(SCIMError) -> Int? {
        var (start, chunks) = (range.lowerBound, 1)
        while start <= range.upperBound {
            let (end, isOver) = start.addingReportingOverflow(chunks * Work.chunk - 1)
            let wave = start...(isOver ? range.upperBound : min(end, range.upperBound))
            let taken = try await self.taken(wave)
            if let free = wave.first(where: { !taken.contains(self.key(self.value($0))) && accepts($0) }) {
                return free
            }
            if wave.upperBound == .max { return nil }
            (start, chunks) = (wave.upperBound + 1, 16)
        }
        return nil
    }

    /// The values with numbers of a range that entries have, in the form in which equal ones have equal bytes.
    private func taken(_ range: ClosedRange<Int>) async throws(SCIMError) -> Set<AttributeValue> {
        var requests: [SearchRequest] = []
        for start in stride(from: range.lowerBound, through: range.upperBound, by: Work.chunk) {
            let numbers = start...min(start + Work.chunk - 1, range.upperBound)
            let filters = numbers.map { LDAP.Filter.equal(self.attribute, self.value($0)) }
            requests += self.bases.map {
                SearchRequest(
                    base: $0, scope: self.scope, filter: filters.count == 1 ? filters[0] : .or(filters),
                    attributes: [self.attribute])
            }
        }
        let entries = try await self.work.searchAll(requests).flatMap(\.entries).filter { $0.dn != self.counter }
        return Set(entries.flatMap { $0[self.attribute].map(self.key) })
    }

    private func key(_ value: AttributeValue) -> AttributeValue {
        self.work.book.server.schema.equality(of: self.attribute)?.normalized(value) ?? value
    }
}

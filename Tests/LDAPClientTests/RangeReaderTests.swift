import LDAP
import Synchronization
import Testing

@testable import LDAPClient

@Suite struct RangeReaderTests {
    static let name = DistinguishedName(server: "CN=team,DC=acme")

    @Test(
        arguments: [
            ("member;range=0-1499", "member", 1500), ("member;range=1500-*", "member", nil),
            ("MEMBER;Range=3-3", "member", 4),
            ("member;lang-de;range=0-1", "member;lang-de", 2),
        ] as [(String, AttributeDescription, Int?)])
    func knowsWhichValuesAreThere(text: String, attribute: AttributeDescription, next: Int?) throws {
        let range = try #require(ValueRange(AttributeDescription(text)))
        #expect(range.attribute == attribute && range.next == next)
    }

    @Test(arguments: ["member", "member;lang-de", "member;range=", "member;range=0", "member;range=a-b"])
    func knowsWhatIsWhole(text: String) {
        #expect(ValueRange(AttributeDescription(text)) == nil)
    }

    /// A server that has some members and returns a few of them at a time.
    private func search(_ members: [AttributeValue], _ limit: Int, from start: Int) -> Reply {
        let end = min(start + limit, members.count)
        let last = end == members.count ? "*" : "\(end - 1)"
        var entry = Entry(dn: Self.name)
        entry.attributes = [Attribute("cn", values: ["team"]), Attribute("member", values: [])]
        entry[AttributeDescription("member;range=\(start)-\(last)")] = members[start..<end]
        return Reply(entries: [entry])
    }

    @Test(arguments: [(5, 5), (6, 5), (10, 5), (11, 5), (12, 1)])
    func putsAllRangesTogether(count: Int, limit: Int) async throws {
        let members = (0..<count).map { AttributeValue("CN=\($0)") }
        let asked = Mutex<[AttributeDescription]>([])
        let result = try await self.search(members, limit, from: 0).completed { (request) throws(LDAPError) in
            #expect(request.base == Self.name && request.scope == .base)
            let start = asked.withLock {
                $0 += request.attributes; return $0.count * limit
            }
            return self.search(members, limit, from: start)
        }
        #expect(result.entries.map(\.dn) == [Self.name])
        #expect(result.entries[0].attributes.map(\.description) == ["cn", "member"])
        #expect(Array(result.entries[0]["member"]) == members)
        let starts = stride(from: limit, to: count, by: limit).map { AttributeDescription("member;range=\($0)-*") }
        #expect(asked.withLock { $0 } == starts)
    }

    @Test func isToldWhereAnEntryHasGone() async {
        let members = (0..<3).map { AttributeValue("CN=\($0)") }
        let error = await #expect(throws: LDAPError.self) {
            try await self.search(members, 2, from: 0).completed { (_) throws(LDAPError) in Reply() }
        }
        #expect(error?.code == .busy)
    }

    @Test func asksNothingWhereAllIsThere() async throws {
        var entry = Entry(dn: Self.name)
        entry["member"] = ["CN=a"]
        let result = try await Reply(entries: [entry]).completed { (_) throws(LDAPError) in
            throw LDAPError(.localError)
        }
        #expect(result.entries == [entry])
    }
}

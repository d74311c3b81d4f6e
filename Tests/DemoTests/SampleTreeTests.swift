import LDAP
import SCIM
import Testing

@testable import Demo

@Suite
struct SampleTreeTests {
    private static func ldif(people: Int) throws -> String {
        var text = ""
        try SampleTree(suffix: "dc=acme,dc=example", people: people).write { text += $0 }
        return text
    }

    private static func entries(people: Int) throws -> [Entry] {
        try Entry.parseLDIF(self.ldif(people: people)).compactMap { change in
            if case .add(let entry) = change { entry } else { nil }
        }
    }

    @Test
    func isTheSameEveryTime() throws {
        #expect(try Self.ldif(people: 50) == Self.ldif(people: 50))
    }

    @Test
    func nobodySharesNameOrMail() throws {
        let entries = try Self.entries(people: 7_000)
        for attribute in ["uid", "mail", "uidNumber"] as [AttributeDescription] {
            let values = entries.flatMap { $0[attribute] }.compactMap { $0.text?.lowercased() }
            #expect(Set(values).count == values.count, "\(attribute)")
        }
        #expect(Set(entries.map(\.dn)).count == entries.count)
    }

    @Test(arguments: [(0, 0), (40, 40), (2_500, 2_000)])
    func largestGroupHasAtMostTwoThousandMembers(people: Int, members: Int) throws {
        let sizes = try Self.entries(people: people).map { $0["member"].count }
        #expect(sizes.max() == members)
    }

    @Test
    func membersAndManagersExist() throws {
        let entries = try Self.entries(people: 300)
        let names = Set(entries.map(\.dn))
        let references = entries.flatMap { $0["member"] + $0["manager"] + $0["memberOf"] }.compactMap(\.text)
        #expect(!references.isEmpty)
        #expect(references.allSatisfy { names.contains(DistinguishedName(server: $0)) })
    }

    @Test
    func membershipsAreNotedOnBothSides() throws {
        let entries = try Self.entries(people: 300)
        let pairs = { (attribute: AttributeDescription, isForward: Bool) in
            Set(
                entries.flatMap { entry in
                    entry[attribute].compactMap(\.text).map {
                        isForward ? [entry.dn.description, $0] : [$0, entry.dn.description]
                    }
                }
            )
        }
        #expect(pairs("member", true) == pairs("memberOf", false))
    }

    @Test(arguments: ["zürich", "Sales\\, EMEA", "King\\, Jr.", "van der  Berg", "O'Brien", "cn="])
    func namesAreAsOddAsInLife(part: String) throws {
        let texts = try Self.entries(people: 200).flatMap { [$0.dn.description] + $0["sn"].compactMap(\.text) }
        #expect(texts.contains { $0.contains(part) })
    }
}

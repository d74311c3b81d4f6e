import LDAP

/// A group of the sample tree, and which of the people, by number, are its members.
struct SampleGroup {
    let name: String
    private let step: Int
    private let limit: Int

    /// The groups of people who work here.
    static let staff = [
        SampleGroup(name: "All staff", step: 1, limit: 2_000),
        SampleGroup(name: "berlin", step: 5, limit: 200),
        SampleGroup(name: "R&D, core team", step: 7, limit: 100),
        SampleGroup(name: "Betriebsräte", step: 31, limit: 200),
        SampleGroup(name: "vpn-users", step: 4, limit: 150),
    ]

    /// Whether a person is a member.
    func holds(_ number: Int) -> Bool { number < self.limit && number % self.step == 0 }

    /// The name of the entry of a group.
    static func dn(of name: String, in tree: SampleTree) -> DistinguishedName {
        tree.branch("groups").appending(RelativeDistinguishedName("cn", AttributeValue(name)))
    }

    func entry(in tree: SampleTree) -> Entry {
        let members = stride(from: 0, to: min(self.limit, tree.people), by: self.step)
        return Entry(
            dn: Self.dn(of: self.name, in: tree),
            attributes: [
                Attribute("objectClass", values: [tree.directory == .sambaAD ? "group" : "groupOfNames"]),
                Attribute("cn", values: [AttributeValue(self.name)]),
                Attribute(
                    "member", values: members.map { AttributeValue(SamplePerson($0, in: tree).dn.description) }),
            ]
        )
    }
}

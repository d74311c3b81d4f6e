import LDAP

extension SampleTree {
    /// A group and which of the people, by number, are its members.
    private struct Group {
        var name: String
        var step: Int
        var limit: Int
    }

    private static let staff = [
        Group(name: "All staff", step: 1, limit: 2_000),
        Group(name: "berlin", step: 5, limit: 200),
        Group(name: "R&D, core team", step: 7, limit: 100),
        Group(name: "Betriebsräte", step: 31, limit: 200),
        Group(name: "vpn-users", step: 4, limit: 150),
    ]

    /// The groups, and a POSIX group of the kind that older machines read.
    var groups: [Entry] {
        let posix = Entry(
            dn: self.dn(ofGroup: "users"),
            attributes: [
                Attribute("objectClass", values: ["posixGroup"]),
                Attribute("cn", values: ["users"]),
                Attribute("gidNumber", values: ["100"]),
            ]
        )
        return (self.people == 0 ? [] : Self.staff.map(self.entry)) + [posix]
    }

    /// The groups that one person is in, as the overlay `memberof` would have noted them.
    func groupNames(ofPerson number: Int) -> [DistinguishedName] {
        Self.staff.filter { number < $0.limit && number % $0.step == 0 }.map { self.dn(ofGroup: $0.name) }
    }

    private func entry(of group: Group) -> Entry {
        let members = stride(from: 0, to: min(group.limit, self.people), by: group.step)
        return Entry(
            dn: self.dn(ofGroup: group.name),
            attributes: [
                Attribute("objectClass", values: ["groupOfNames"]),
                Attribute("cn", values: [AttributeValue(group.name)]),
                Attribute("member", values: members.map { AttributeValue(self.dn(ofPerson: $0).description) }),
            ]
        )
    }

    private func dn(ofGroup name: String) -> DistinguishedName {
        self.branch("groups").appending(RelativeDistinguishedName("cn", AttributeValue(name)))
    }
}

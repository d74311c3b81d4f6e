import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PresetTests {
    static let base = DistinguishedName(server: "ou=people,dc=acme")

    /// A mapping of which the configuration says nothing but the base.
    private static var open: Mapping {
        var mapping = Mapping.inetOrgPerson(base: Self.base)
        mapping.leftOpen = .all
        mapping.showGroups(.request)
        return mapping
    }

    @Test func followsTheKindWhereNothingIsSaid() {
        let mapping = Self.open.adapted(to: .sambaAD)
        #expect(mapping.rdn == "cn" && mapping.objectClasses.last == "user" && mapping.renaming == .server)
        #expect(mapping.activation == [.lockOfKind] && mapping.revival == .externalId)
        #expect(mapping.rules.contains { $0.attribute == "memberOf" } && mapping.base == Self.base)
        #expect(Self.open.adapted(to: .adLDS).revival == .never)
        #expect(Self.open.adapted(to: .openLDAP).rdn == "uid")
    }

    @Test func leavesWhatIsSaid() {
        for part in [Mapping.Parts.filter, .objectClasses, .rdn, .rules, .renaming, .revival] {
            var mapping = Self.open
            mapping.leftOpen = part
            let (before, after) = (mapping, mapping.adapted(to: .activeDirectory))
            #expect((after.filter == before.filter) == (part != .filter))
            #expect((after.objectClasses == before.objectClasses) == (part != .objectClasses))
            #expect((after.rdn == before.rdn) == (part != .rdn))
            #expect((after.rules == before.rules) == (part != .rules))
            #expect((after.renaming == before.renaming) == (part != .renaming))
        }
        var mapping = Self.open
        mapping.leftOpen = []
        #expect(mapping.adapted(to: .activeDirectory).rdn == "uid")
    }

    @Test func groupsMayBeEmptyWhereTheServerSaysSo() {
        var mapping = Mapping.groupOfNames(base: Self.base)
        mapping.leftOpen = .all
        let groups = mapping.adapted(to: .activeDirectory)
        #expect(groups.objectClasses.last == "group" && groups.membersRule?.placeholder == nil)
    }

    /// Clients are told of the same attributes before the server has said what it is, and afterwards.
    @Test func showsTheSameAttributesInADomain() {
        let (before, after) = (Self.open, Self.open.adapted(to: .activeDirectory))
        #expect(Set(before.rules.map(\.path)) == Set(after.rules.map(\.path)))
        #expect(before.rules.filter(\.isRequired).map(\.path) == after.rules.filter(\.isRequired).map(\.path))
        #expect(before.rules.filter(\.isUnique).map(\.path) == after.rules.filter(\.isUnique).map(\.path))
    }

    @Test func whatNamesPeopleIsNotStoredThereBesides() throws {
        var mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,dc=acme"))
        mapping.rdn = "cn"
        mapping.naming = Mapping.Naming(try Template(parsing: "{displayName}"), isNumbered: true)
        mapping.freeName()
        #expect(mapping.rules.contains { $0.attribute == "cn" })
        mapping.leftOpen = .rules
        mapping.freeName()
        #expect(!mapping.rules.contains { $0.attribute == "cn" })
        let adapted = mapping.adapted(to: .activeDirectory)
        #expect(adapted.rules.contains { $0.attribute == "displayName" })
        #expect(!adapted.rules.contains { $0.attribute == "cn" })
    }
}

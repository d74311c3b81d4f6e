import Directories
import LDAP
import Testing
import Translator

@testable import Demo

@Suite struct CopyPlacesTests {
    private static func name(_ text: String) -> DistinguishedName { DistinguishedName(server: text) }

    private static var people: Mapping {
        var people = Mapping.users(.inetOrgPerson, base: Self.name("ou=people,o=acme,dc=example"))
        people.deletion = .trash(base: Self.name("ou=leavers,o=acme,dc=example"))
        people.activation = [.passwordPolicyLock(defaultPolicy: Self.name("cn=default,ou=policies,dc=example"))]
        return people
    }

    @Test func areTheBasesAndWhatIsAboveThem() throws {
        let groups = Mapping.groups(.inetOrgPerson, base: Self.name("ou=groups,ou=people,o=acme,dc=example"))
        let places = try CopyPlaces(
            of: [Self.people, groups], reader: Self.name("o=acme,dc=example"),
            contexts: [Self.name("cn=changelog"), Self.name("dc=example")])
        #expect(places.suffix == Self.name("dc=example"))
        #expect(places.subtrees == [Self.name("o=acme,dc=example")])
        #expect(
            places.entries == [
                Self.name("dc=example"), Self.name("ou=policies,dc=example"),
                Self.name("cn=default,ou=policies,dc=example"),
            ])
    }

    @Test func haveTheEntryThatTheyHaveInCommonOnTopWhereNoContextIsShown() throws {
        let groups = Mapping.groups(.inetOrgPerson, base: Self.name("ou=groups,dc=example"))
        let places = try CopyPlaces(of: [Self.people, groups], reader: nil, contexts: [])
        #expect(places.suffix == Self.name("dc=example"))
        #expect(places.subtrees.count == 3)
    }

    @Test func areRefusedWhereTheyHaveNothingInCommon() {
        let groups = Mapping.groups(.inetOrgPerson, base: Self.name("ou=groups,dc=elsewhere"))
        #expect(throws: RehearsalError.self) {
            try CopyPlaces(of: [Self.people, groups], reader: nil, contexts: [Self.name("dc=example")])
        }
    }
}

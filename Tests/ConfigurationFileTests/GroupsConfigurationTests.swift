import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

@Suite
struct GroupsConfigurationTests {
    private static let groups = AttributePath(attribute: "groups")

    private static func yaml(_ groups: String, users: String = "") -> String {
        """
        directory:
          servers: ["ldapi://%2Frun%2Fslapd%2Fldapi"]
          bind: { dn: "cn=starbridge,dc=acme", password_file: /etc/starbridge/ldap-password }
        users: { base: "ou=people,dc=acme"\(users) }
        groups: \(groups)
        """
    }

    @Test
    func theBaseIsEnough() throws {
        let configuration = try Settings(yaml: Self.yaml(#"{ base: "ou=groups,dc=acme" }"#), file: "f")
        let groups = try #require(configuration.groups)
        #expect(groups.rules == Mapping.groupOfNames(base: groups.base).rules)
        #expect(groups.objectClasses == ["groupOfNames"])
        #expect(groups.deletion == nil)
        #expect(configuration.mappings.count == 2)
        #expect(configuration.users.rules.last { $0.path == Self.groups }?.isReadOnly == true)
    }

    @Test
    func membersAreOtherEntriesAndNotLoaded() throws {
        let text =
            #"{ base: "ou=groups,dc=acme", object_classes: [groupOfUniqueNames], empty_member: "cn=nobody,dc=acme","#
            + " attributes: { displayName: cn, members: uniqueMember } }"
        let configuration = try Settings(yaml: Self.yaml(text), file: "f")
        let rule = try #require(configuration.groups?.membersRule)
        #expect(rule.attribute == "uniqueMember")
        #expect(rule.isReference)
        #expect(!rule.isLoaded)
        #expect(rule.placeholder == "cn=nobody,dc=acme")
    }

    @Test
    func usersShowNoGroupsWhereTheyAreNotWanted() throws {
        let yaml = Self.yaml(#"{ base: "ou=groups,dc=acme" }"#, users: ", groups: never")
        #expect(try Settings(yaml: yaml, file: "f").users.rules.contains { $0.path == Self.groups } == false)
    }

    @Test(arguments: [
        ("{ base: nothing }", "", "groups.base: is not a distinguished name"),
        ("{ filter: (cn=x) }", "", "groups.base is missing"),
        (
            #"{ base: "ou=groups,dc=acme", attributes: { members: member } }"#, "",
            "groups.attributes must map displayName"
        ),
        (
            #"{ base: "ou=groups,dc=acme", attributes: { displayName: cn, owner: owner } }"#, "",
            "SCIM groups have no attribute owner"
        ),
        (
            #"{ base: "ou=groups,dc=acme", empty_membr: "cn=x" }"#, "",
            "unknown key groups.empty_membr; did you mean empty_member?"
        ),
        (
            #"{ base: "ou=groups,dc=acme", empty_member: "uid=x,ou=people,dc=acme" }"#, "",
            "groups.empty_member must not be below"
        ),
        (
            #"{ base: "ou=groups,dc=acme" }"#, ", groups: sometimes",
            "users.groups: must be on_request, always or never"
        ),
    ])
    func refuses(_ groups: String, _ users: String, because reason: String) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Settings(yaml: Self.yaml(groups, users: users), file: "f")
        }
        #expect(error.map { "\($0)".contains(reason) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}

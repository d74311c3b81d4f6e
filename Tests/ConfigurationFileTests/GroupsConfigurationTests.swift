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
        let groups = try #require(configuration.groups.first)
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
        let rule = try #require(configuration.groups.first?.membersRule)
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

    @Test
    func membersMayBeUserNames() throws {
        let text =
            #"{ base: "ou=groups,dc=acme", object_classes: [posixGroup], filter: (objectClass=posixGroup),"#
            + " attributes: { displayName: cn, members: { attribute: memberUid, by: uid } } }"
        let configuration = try Settings(yaml: Self.yaml(text), file: "f")
        let rule = try #require(configuration.groups.first?.membersRule)
        #expect(rule.referenceKey == "uid" && rule.isReference && !rule.isLoaded && rule.placeholder == nil)
        #expect(configuration.users.rules.last?.isSearched == true)
    }

    @Test
    func membersMayBeCopied() throws {
        let text =
            #"{ base: "ou=groups,dc=acme", object_classes: [groupOfNames, posixGroup],"#
            + " attributes: { displayName: cn, members: { attribute: member, copy: memberUid } } }"
        let groups = try #require(try Settings(yaml: Self.yaml(text), file: "f").groups.first)
        #expect(
            groups.rules.map(\.attribute) == ["cn", "member", "memberUid"] && groups.membersRule?.placeholder == "")
        #expect(groups.rules.last == .copyOfMembers(in: "memberUid", by: "uid"))
    }

    @Test
    func groupsMayBeOfSeveralKinds() throws {
        let text =
            #"[{ base: "ou=groups,dc=acme", filter: (objectClass=groupOfNames) },"# + "\n"
            + #" { base: "ou=unix,ou=groups,dc=acme", filter: (objectClass=posixGroup), object_classes: [posixGroup],"#
            + " attributes: { displayName: cn, members: { attribute: memberUid, by: uid } } },"
            + #"{ base: "ou=lists,dc=acme", filter: (objectClass=groupOfNames) }]"#
        let configuration = try Settings(yaml: Self.yaml(text), file: "f")
        let groups = configuration.groups
        #expect(configuration.mappings.map(\.section) == ["users", "groups[0]", "groups[1]", "groups[2]"])
        #expect(
            groups.map { "\($0.filter)" } == [
                "(objectClass=groupOfNames)", "(&(objectClass=posixGroup)(!(objectClass=groupOfNames)))",
                "(objectClass=groupOfNames)",
            ])
        #expect(configuration.users.rules.last?.isSearched == true)
        let problem = configuration.problem(Mapping.Problem(.filter, "wrong."), in: "groups[1]")
        #expect(problem.line == 6 && problem.reason == "groups[1].filter: wrong.")
        let one = try Settings(yaml: Self.yaml(#"[{ base: "ou=groups,dc=acme" }]"#), file: "f")
        #expect(one.mappings.map(\.section) == ["users", "groups[0]"])
        #expect(one.problem(Mapping.Problem(.base, "wrong."), in: "groups[0]").line == 5)
    }

    /// Two kinds, and whether groups may be lost between them.
    @Test(arguments: [
        (#"{ base: "ou=b,ou=a,dc=acme", filter: (cn=a) }, { base: "ou=a,dc=acme", filter: (ou=a) }"#, true),
        (#"{ base: "ou=a,dc=acme", filter: (cn=a) }, { base: "ou=b,ou=a,dc=acme", filter: (ou=a) }"#, false),
        (#"{ base: "ou=a,dc=acme", filter: (cn=a) }, { base: "ou=a,dc=acme", filter: (ou=a) }"#, false),
        (#"{ base: "ou=a,dc=acme", scope: one, filter: (cn=a) }, { base: "ou=a,dc=acme", filter: (ou=a) }"#, true),
        (#"{ base: "ou=b,dc=acme", filter: (cn=a) }, { base: "ou=a,dc=acme", filter: (ou=a) }"#, false),
        (
            #"{ base: "ou=b,ou=a,dc=acme", filter: (cn=a) }, { base: "ou=a,dc=acme", filter: "(&(ou=a)(!(cn=a)))" }"#,
            false
        ),
    ])
    func warnsOfGroupsThatNoKindShows(kinds: String, isLosing: Bool) throws {
        let warnings = try Settings(yaml: Self.yaml("[\(kinds)]"), file: "f").warnings.map(\.reason)
        #expect(
            warnings.contains { $0.hasPrefix("groups[1] leaves out what the filter of groups[0] finds") } == isLosing)
    }

    @Test(arguments: [
        (
            #"[{ base: "ou=a,dc=acme", filter: (cn=a) }, { base: "ou=b,dc=acme" }]"#, "",
            "groups[1].filter is missing: kinds of groups are told apart by it"
        ),
        (
            #"[{ base: "ou=a,dc=acme", filter: (cn=a) }, { base: "ou=a,dc=acme", filter: (cn=a) }]"#, "",
            "groups[1].filter finds the same groups as that of an earlier kind"
        ),
        (
            #"[{ base: "ou=a,dc=acme", filter: (cn=a) }, { base: "ou=b,ou=a,dc=acme", filter: "(&(ou=b)(cn=a))" }]"#,
            "",
            "groups[1].filter finds the same groups as that of an earlier kind"
        ),
        (
            #"[{ base: "ou=a,dc=acme", filter: (cn=a), attributes: { displayName: cn, externalId: o } }, "#
                + #"{ base: "ou=b,dc=acme", filter: (cn=a) }]"#, "", "externalId is mapped in some kinds of groups"
        ),
        ("[]", "", "groups must not be empty"),
        (
            #"{ base: "ou=g,dc=acme", attributes: { displayName: cn, members: { attribute: memberUid, by: uidNumber } } }"#,
            "", "users.attributes maps nothing unique to uidNumber"
        ),
        (
            #"{ base: "ou=g,dc=acme", attributes: { displayName: { attribute: cn, by: uid } } }"#, "",
            "groups.attributes.displayName.by: only what names other entries"
        ),
        (
            #"{ base: "ou=g,dc=acme", attributes: { displayName: { attribute: cn, copy: o } } }"#, "",
            "groups.attributes.displayName.copy: only members"
        ),
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

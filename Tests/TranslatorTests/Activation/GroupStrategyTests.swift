import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct GroupStrategyTests {
    private static let group = DistinguishedName(server: "cn=switch,ou=groups,dc=acme")

    /// The schema of the tests with the attribute in which people show their groups.
    private static let schema = LDAP.Schema(
        attributeTypes: LDAP.Schema.sample.attributeTypes + [
            LDAP.AttributeType(
                oid: "1.2.840.113556.1.2.102", names: ["memberOf"], equality: .distinguishedName, isOperational: true,
                isUserModifiable: false)
        ], objectClasses: LDAP.Schema.sample.objectClasses)

    private static func strategy(_ isOfActive: Bool) -> GroupStrategy {
        GroupStrategy(self.group, member: "member", isOfActive: isOfActive).bound(to: self.schema, on: .openLDAP)
    }

    /// Whether it is active people who are members, the groups of an entry, and whether it is disabled.
    @Test(
        arguments: [
            (false, [], false), (false, ["cn=switch,ou=groups,dc=acme"], true),
            (false, ["CN=Switch, OU=Groups, DC=acme"], true), (false, ["cn=else,dc=acme"], false), (true, [], true),
            (true, ["cn=else,dc=acme", "cn=switch,ou=groups,dc=acme"], false),
        ] as [(Bool, [AttributeValue], Bool)])
    func isReadFromTheEntry(isOfActive: Bool, groups: [AttributeValue], isDisabled: Bool) {
        let strategy = Self.strategy(isOfActive)
        let entry = Entry.bob(["memberOf": groups])
        #expect(strategy.isDisabled(entry) == isDisabled)
        #expect(strategy.disabled.isExact)
        #expect(strategy.disabled.superset.matches(entry, schema: Self.schema) == isDisabled)
        #expect(strategy.membership(of: entry, isActive: !isDisabled) == nil)
        let change = strategy.membership(of: entry, isActive: isDisabled)
        #expect(change?.isMember == (isDisabled == isOfActive))
    }

    @Test(arguments: [true, false]) func aStepIsOnTheGroup(isMember: Bool) {
        let membership = Membership(group: Self.group, attribute: "member", backLink: "memberOf", isMember: isMember)
        let step = membership.step(for: DistinguishedName(server: "uid=bob,dc=acme"), .disabling)
        let (there, back) = isMember ? ("+", "-") : ("-", "+")
        #expect(step.change.target == Self.group && step.change.summary == "\(there)member=uid=bob,dc=acme")
        #expect(step.inverse?.summary == "\(back)member=uid=bob,dc=acme")
        #expect(step.membership == membership && step.role == .disabling && step.precondition == nil)
    }

    @Test(arguments: [
        ("member", Mapping.Renaming.server, true, "(memberOf)"), ("title", .server, false, "does not hold names"),
        ("alien", .server, false, "does not know"), ("member", .refuse, false, "on_rename"),
    ])
    func isRefusedWhereItCannotWork(
        member: String, renaming: Mapping.Renaming, lacksBackLink: Bool, reason: String
    ) {
        let mapping = PlannerWorld {
            $0.activation = [.group(Self.group, member: AttributeDescription(member), of: .inactive)]
            $0.renaming = renaming
        }.mapping
        let problems = mapping.problems(in: lacksBackLink ? .sample : Self.schema, dialect: .openLDAP)
        #expect(problems.filter { $0.key == .active }.map { $0.reason.contains(reason) } == [true], "\(problems)")
    }
}

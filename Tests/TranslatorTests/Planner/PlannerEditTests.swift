import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerEditTests {
    static let people = DistinguishedName(server: "ou=people,dc=acme")
    static let references = References(
        dnByID: Dictionary(uniqueKeysWithValues: ["1", "2", "3"].map { ($0, Self.name($0)) })
    )

    static func name(_ id: String) -> DistinguishedName { DistinguishedName(server: "uid=p\(id),ou=people,dc=acme") }
    static func member(_ id: String) -> AttributeValue { AttributeValue(self.name(id).description) }

    static func world(_ objectClass: String = "team") -> PlannerWorld {
        PlannerWorld {
            $0.resourceType = .group
            $0.base = DistinguishedName(server: "ou=groups,dc=acme")
            $0.filter = .equal("objectClass", AttributeValue(objectClass))
            $0.objectClasses = [objectClass]
            $0.rdn = "cn"
            $0.activation = []
            $0.rules = [
                Mapping.Rule(path: AttributePath(attribute: "displayName"), attribute: "cn", isRequired: true),
                Mapping.Rule(
                    path: AttributePath(attribute: "members"), attribute: "member", isReference: true, isLoaded: false
                ),
            ]
        }
    }

    static func group(_ members: [AttributeValue] = [], _ objectClass: AttributeValue = "team") -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "cn=staff,ou=groups,dc=acme"))
        entry["objectClass"] = [objectClass]
        entry["cn"] = ["staff"]
        entry["member"] = members
        entry["entryUUID"] = [AttributeValue(PlannerWorld.id)]
        return entry
    }

    static let p = ["1", "2", "3"].map { "uid=p\($0),ou=people,dc=acme" }

    @Test(arguments: [
        (
            #"[{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]"#,
            ["+member=\(p[0]),\(p[1])"], Plan.Effect.membership(added: 2, removed: 0)
        ),
        (
            #"[{"op":"remove","path":"members[value eq \"1\"]"},{"op":"add","path":"members","value":[{"value":"2"}]}]"#,
            ["-member=\(p[0]) +member=\(p[1])"], .membership(added: 1, removed: 1)
        ),
        (
            #"[{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"remove","path":"members[value eq \"1\"]"}]"#,
            ["-member=\(p[0])"], .membership(added: 0, removed: 1)
        ),
        (
            #"[{"op":"remove","path":"members","value":[{"value":"1"}]},{"op":"add","path":"members","value":[{"value":"1"}]}]"#,
            ["+member=\(p[0])"], .membership(added: 1, removed: 0)
        ),
        (
            #"[{"op":"replace","path":"members","value":[{"value":"3"},{"value":"1"}]}]"#,
            ["=member=\(p[2]),\(p[0])"], .membership(added: 2, removed: 0)
        ),
        (
            #"[{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"2"}]}]"#,
            ["=member=\(p[1])"], .membership(added: 1, removed: 0)
        ),
        (#"[{"op":"remove","path":"members"}]"#, ["=member="], .membership(added: 0, removed: 0)),
        (
            #"[{"op":"replace","path":"displayName","value":"crew"},{"op":"add","path":"members","value":[{"value":"1"}]}]"#,
            ["rename cn=crew", "+member=\(p[0])"], .rename
        ),
    ])
    func changesMembersUnread(operations: String, summary: [String], effect: Plan.Effect) throws {
        let plan = try Self.world().patch(Self.group(), operations, Self.references)
        #expect(plan.summary == summary)
        #expect(plan.effect == effect)
        let isReplace = summary.last?.hasPrefix("=") == true
        #expect(plan.steps.last?.needsPermissiveModify == !isReplace)
        #expect((plan.steps.last?.inverse == nil) == isReplace)
        #expect(plan.steps.dropLast().allSatisfy { !$0.needsPermissiveModify })
    }

    @Test(arguments: [
        (#"[{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]"#, ["+member=\(p[1])"]),
        (#"[{"op":"add","path":"members","value":[{"value":"1"}]}]"#, []),
        (#"[{"op":"remove","path":"members[value eq \"2\"]"}]"#, []),
        (#"[{"op":"remove","path":"members"}]"#, ["=member="]),
        (#"[{"op":"replace","path":"members","value":[{"value":"1"}]}]"#, []),
    ])
    func leavesOutWhatIsAsWishedOnceMembersAreRead(operations: String, summary: [String]) throws {
        let read = Self.group(["UID=P1, ou=People,dc=acme"])
        let exact = Self.group([Self.member("1")])
        for entry in operations.contains("replace") ? [exact] : [read, exact] {
            let plan = try Self.world().patch(entry, operations, Self.references)
            #expect(plan.summary == summary)
            #expect(plan.steps.allSatisfy { !$0.needsPermissiveModify && $0.inverse != nil })
        }
    }

    @Test func namesTheIDsOfTheEditsOnce() throws {
        let revision = Revision(
            resource: Resource(),
            edits: [
                Edit(path: AttributePath(attribute: "members"), action: .add([["value": "2"], ["value": "1"]])),
                Edit(path: AttributePath(attribute: "members"), action: .remove([["value": "2"], ["value": "3"]])),
                Edit(path: AttributePath(attribute: "owners"), action: .add([["value": "4"]])),
            ]
        )
        #expect(Self.world().planner.editReferences(in: revision) == ["2", "1", "3"])
    }

    @Test func refusesMembersThatDoNotExist() throws {
        let operations = #"[{"op":"add","path":"members","value":[{"value":"9"}]}]"#
        let error = refusal { try Self.world().patch(Self.group(), operations, Self.references) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("members names the id 9") == true)
    }

    @Test func refusesToEmptyAGroupThatMustNotBe() throws {
        let error = refusal {
            try Self.world("groupOfNames").patch(
                Self.group([], "groupOfNames"), #"[{"op":"remove","path":"members"}]"#, Self.references
            )
        }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("members") == true)
    }

    @Test func aPutWithoutMembersLeavesThem() throws {
        #expect(try Self.world().put(Self.group([Self.member("1")]), #"{"displayName":"staff"}"#).summary == [])
    }

    @Test func createsAGroupWithItsMembers() throws {
        let body = #"{"displayName":"staff","members":[{"value":"1"},{"value":"2"}]}"#
        #expect(
            try Self.world().create(body, Self.references).summary
                == ["add cn=staff,ou=groups,dc=acme: objectClass=team cn=staff member=\(Self.p[0]),\(Self.p[1])"]
        )
    }
}

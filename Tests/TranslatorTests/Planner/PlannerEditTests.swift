import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerEditTests {
    static let people = DistinguishedName(server: "ou=people,dc=acme")
    static let references = References(["1": Self.name("1"), "2": Self.name("2"), "3": Self.name("3")])

    static func name(_ id: String) -> DistinguishedName { DistinguishedName(server: "uid=p\(id),ou=people,dc=acme") }
    static func member(_ id: String) -> AttributeValue { AttributeValue(self.name(id).description) }

    static func world(_ objectClass: String = "team", placeholder: AttributeValue? = nil) -> PlannerWorld {
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
                    path: AttributePath(attribute: "members"), attribute: "member", isReference: true, isLoaded: false,
                    placeholder: placeholder
                ),
            ]
        }
    }

    static func group(_ members: [AttributeValue] = [], _ objectClass: AttributeValue = "team") -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "cn=staff,ou=groups,dc=acme"))
        entry["objectClass"] = [objectClass]
        entry["cn"] = ["staff"]
        entry["member"] = members[...]
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
            #"[{"op":"replace","path":"displayName","value":"crew"},{"op":"add","path":"members","value":[{"value":"1"}]}]"#,
            ["rename cn=crew", "+member=\(p[0])"], .rename
        ),
    ])
    func changesMembersUnread(operations: String, summary: [String], effect: Plan.Effect) throws {
        let plan = try Self.world().patch(Self.group(), operations, Self.references)
        #expect(plan.summary == summary)
        #expect(plan.effect == effect)
        #expect(plan.steps.last?.needsPermissiveModify == true)
        #expect(plan.steps.allSatisfy { $0.inverse != nil })
        #expect(plan.steps.dropLast().allSatisfy { !$0.needsPermissiveModify })
    }

    @Test func membersComeAndGoWhateverTheVersion() throws {
        var group = Self.group()
        group["entryCSN"] = ["7"]
        func precondition(_ operations: String, _ knowledge: Knowledge = .blind) throws -> String? {
            try Self.world().patch(group, operations, Self.references, knowing: knowledge).steps.first?.precondition
                .map { "\($0)" }
        }
        let add = #"{"op":"add","path":"members","value":[{"value":"1"}]}"#
        #expect(try precondition("[\(add)]")?.contains("entryCSN") == false)
        let rename = #"{"op":"replace","path":"displayName","value":"crew"}"#
        #expect(try precondition("[\(rename),\(add)]")?.contains("(entryCSN=7)") == true)
        let replace = #"{"op":"replace","path":"members","value":[{"value":"1"}]}"#
        #expect(try precondition("[\(replace)]", .all)?.contains("(entryCSN=7)") == true)
    }

    @Test func asksInTheWriteWhetherAnythingChanges() throws {
        func condition(_ operations: String, _ knowledge: Knowledge = .blind) throws -> String {
            let plan = try Self.world().patch(Self.group(), "[\(operations)]", Self.references, knowing: knowledge)
            return plan.steps.compactMap(\.precondition).map { "\($0)" }.joined()
        }
        let add = #"{"op":"add","path":"members","value":["1"]}"#
        let remove = #"{"op":"remove","path":"members[value eq \"2\"]"}"#
        #expect(try condition(add).contains("(!(member=\(Self.p[0])))"))
        #expect(try condition("\(add),\(remove)").contains("(|(!(member=\(Self.p[0])))(member=\(Self.p[1])))"))
        #expect(try !condition(add, .named).contains("member="))
        let rename = #"{"op":"replace","path":"displayName","value":"crew"}"#
        #expect(try !condition("\(rename),\(add)").contains("member="))
    }

    @Test(arguments: [
        (#"[{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]"#, ["+member=\(p[1])"]),
        (#"[{"op":"add","path":"members","value":[{"value":"1"}]}]"#, []),
        (#"[{"op":"remove","path":"members[value eq \"2\"]"}]"#, []),
        (#"[{"op":"remove","path":"members"}]"#, ["-member=\(p[0])"]),
        (#"[{"op":"replace","path":"members","value":[{"value":"1"}]}]"#, []),
        (
            #"[{"op":"replace","path":"members","value":[{"value":"3"},{"value":"2"}]}]"#,
            ["-member=\(p[0]) +member=\(p[2]),\(p[1])"]
        ),
        (
            #"[{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"2"}]}]"#,
            ["-member=\(p[0]) +member=\(p[1])"]
        ),
    ])
    func leavesOutWhatIsAsWishedOnceMembersAreRead(operations: String, summary: [String]) throws {
        let isWhole = operations.contains("replace") || summary.joined().hasPrefix("-")
        for knowledge in isWhole ? [Knowledge.all] : [.named, .all] {
            for spelling in ["uid=p1,ou=people,dc=acme", "UID=P1, ou=People,dc=acme"] {
                let plan = try Self.world().patch(
                    Self.group([AttributeValue(spelling)]), operations, Self.references, knowing: knowledge)
                #expect(plan.summary == summary.map { $0.replacing(Self.p[0], with: spelling) })
                #expect(plan.steps.allSatisfy { $0.inverse != nil })
            }
        }
    }

    @Test(arguments: [
        #"[{"op":"remove","path":"members"}]"#,
        #"[{"op":"replace","path":"members","value":[]}]"#,
        #"[{"op":"replace","path":"members","value":[{"value":"1"}]},{"op":"remove","path":"members[value eq \"1\"]"}]"#,
    ])
    func membersThatAreNotShownStay(operations: String) throws {
        let group = Self.group(["cn=service,dc=acme", Self.member("1"), "cn=gone,dc=acme", Self.member("2")])
        let plan = try Self.world().patch(group, operations, Self.references, knowing: .all)
        #expect(plan.summary == ["-member=\(Self.p[0]),\(Self.p[1])"])
        #expect(plan.effect == .membership(added: 0, removed: 2))
    }

    @Test func removingWhoIsGoneChangesNothing() throws {
        let operations = #"[{"op":"Remove","path":"members","value":[{"value":"9"}]}]"#
        #expect(try Self.world().patch(Self.group(), operations, Self.references).summary == [])
    }

    @Test func namesTheIDsOfTheEditsOnce() throws {
        let revision = Revision(
            resource: Resource(),
            edits: [
                Edit(path: AttributePath(attribute: "members"), action: .add([["value": "2"], ["value": "1"]])),
                Edit(path: AttributePath(attribute: "members"), action: .remove([["value": "2"], ["value": "3"]])),
                Edit(path: AttributePath(attribute: "owners"), action: .add([["value": "4"]])),
            ], spoken: .only([])
        )
        #expect(Self.world().planner.editReferences(in: revision).map(\.text) == ["2", "1", "3"])
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
                Self.group([Self.member("1")], "groupOfNames"), #"[{"op":"remove","path":"members"}]"#, Self.references,
                knowing: .all
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

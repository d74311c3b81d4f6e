import LDAP
import SCIM
import Testing

@testable import Translator

/// `write`, `on_invalid`, `on_unknown` and `generate` of a rule.
@Suite struct PlannerWritingTests {
    private static let phones = AttributePath(attribute: "phoneNumbers", subAttribute: "value")
    private static let manager = AttributePath(schema: .enterpriseUser, attribute: "manager")
    private static let title = AttributePath(attribute: "title")

    private static func world(_ change: @escaping (inout Mapping) -> Void) -> PlannerWorld { PlannerWorld(change) }

    private static func writing(_ writing: Mapping.Rule.Writing) -> PlannerWorld {
        PlannerWorld { mapping in
            for index in mapping.rules.indices where mapping.rules[index].path == Self.title {
                mapping.rules[index].writing = writing
            }
        }
    }

    /// People whose telephone numbers and manager never stop them.
    private static let sparing = PlannerWorld { mapping in
        var phone = Mapping.Rule(path: Self.phones, attribute: "telephoneNumber")
        var manager = Mapping.Rule(path: Self.manager, attribute: "manager", isReference: true)
        (phone.leavesOutUnfit, manager.leavesOutUnfit) = (true, true)
        mapping.rules += [phone, manager]
    }

    private static func set(_ path: String, _ value: String) -> String {
        #"[{"op":"replace","path":"\#(path)","value":"\#(value)"}]"#
    }

    @Test func whatIsWrittenOnceKeepsItsValue() throws {
        let world = Self.writing(.once)
        #expect(try world.patch(.bob(), Self.set("title", "Chief")).summary == ["+title=Chief"])
        let bob = Entry.bob(["title": ["Chief"]])
        #expect(try world.patch(bob, Self.set("title", "CHIEF")).summary == [])
        #expect(
            try world.put(bob, #"{"userName":"bob","emails":[{"type":"work","value":"bob@acme.example"}]}"#).summary
                == [])
        for operations in [Self.set("title", "Clerk"), #"[{"op":"remove","path":"title"}]"#] {
            let error = refusal { try world.patch(bob, operations) }
            #expect(error?.type == .mutability && error?.detail.contains("`write: once`") ?? false)
        }
        #expect(try world.patch(bob, Self.set("displayName", "Rob")).summary == ["-cn=Bob Lee +cn=Rob"])
    }

    @Test func whatIsWrittenOnCreateIsLeftOutLater() throws {
        let world = Self.writing(.create)
        let created = try world.create(
            #"{"userName":"ann","title":"Boss","emails":[{"type":"work","value":"a@x"}]}"#)
        #expect(created.summary.first?.contains("title=Boss") ?? false)
        #expect(created.leftOut == [])
        let bob = Entry.bob(["title": ["Chief"]])
        let plan = try world.patch(bob, Self.set("title", "Clerk"))
        #expect(plan.summary == [] && plan.leftOut == [Self.title])
        #expect(try world.patch(bob, #"[{"op":"remove","path":"title"}]"#).summary == [])
        #expect(try world.patch(bob, Self.set("title", "Chief")).leftOut == [])
    }

    @Test func valuesThatDoNotFitAreLeftOut() throws {
        let plan = try Self.sparing.create(
            #"{"userName":"ann","emails":[{"type":"work","value":"a@x"}],"phoneNumbers":[{"value":"call me!"},{"value":"+1 5"}],"#
                + #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"nobody"}}}"#)
        #expect(plan.summary.first?.contains("telephoneNumber=+1 5") ?? false, "\(plan.summary)")
        #expect(!(plan.summary.first?.contains("manager") ?? true))
        #expect(plan.leftOut == [Self.phones, Self.manager])
    }

    @Test func whatIsThereStaysWhereTheNewOneDoesNotFit() throws {
        let boss = DistinguishedName(server: "uid=boss,ou=people,dc=acme")
        let bob = Entry.bob(["manager": ["uid=boss,ou=people,dc=acme"], "telephoneNumber": ["+1 2"]])
        let references = References(["b1": boss])
        let manager = Self.set("\(Self.manager)", "nobody")
        let plan = try Self.sparing.patch(bob, manager, references)
        #expect(plan.summary == [] && plan.leftOut == [Self.manager])
        #expect(try Self.sparing.patch(bob, Self.set("displayName", "Rob"), references).leftOut == [])
        let strict = PlannerWorld {
            $0.rules.append(Mapping.Rule(path: Self.manager, attribute: "manager", isReference: true))
        }
        #expect(refusal { try strict.patch(bob, manager, references) }?.type == .invalidValue)
    }

    @Test func unknownMembersAreLeftOut() throws {
        let world = PlannerWorld { mapping in
            mapping = .groupOfNames(base: PlannerWorld.base)
            mapping.resourceType = .group
            for index in mapping.rules.indices where !mapping.rules[index].isLoaded {
                mapping.rules[index].leavesOutUnfit = true
            }
        }
        var group = Entry(dn: DistinguishedName(server: "cn=staff,ou=people,dc=acme"))
        (group["objectClass"], group["cn"], group["member"]) = (["groupOfNames"], ["staff"], [""])
        let references = References(["a1": DistinguishedName(server: "uid=ann,ou=people,dc=acme")])
        let plan = try world.patch(
            group, #"[{"op":"add","path":"members","value":[{"value":"a1"},{"value":"nobody"}]}]"#, references)
        #expect(plan.summary.joined().contains("+member=uid=ann,ou=people,dc=acme"), "\(plan.summary)")
        #expect(plan.leftOut == [.members])
    }

    @Test func newEntriesGetAPassword() throws {
        let world = PlannerWorld { mapping in
            var rule = Mapping.Rule(path: .password, attribute: "userPassword")
            rule.initialPassword = PasswordRecipe(length: 12)
            mapping.rules.append(rule)
        }
        var generator = SystemRandomNumberGenerator()
        let ann = try world.resource(#"{"userName":"ann","emails":[{"type":"work","value":"a@x"}]}"#)
        let supplied = world.planner.supplied(ann, using: &generator)
        #expect(supplied[.password].first?.string?.count == 12)
        let plan = try world.planner.create(supplied, references: References())
        guard case .add(let entry)? = plan.steps.first?.change else { return #expect(Bool(false), "\(plan.summary)") }
        #expect(entry["userPassword"].count == 1)
        #expect(!plan.steps[0].change.ldif().contains(supplied[.password].first?.string ?? "?"))
        var sent = ann
        sent.set(["own"], at: .password)
        #expect(world.planner.supplied(sent, using: &generator)[.password] == ["own"])
        #expect(PlannerWorld().planner.supplied(ann, using: &generator) == ann)
    }

    @Test func schemasSayWhatCanBeWritten() throws {
        let world = PlannerWorld { mapping in
            for index in mapping.rules.indices {
                switch mapping.rules[index].path {
                case Self.title: mapping.rules[index].writing = .once
                case .displayName: mapping.rules[index].isReadOnly = true
                case .workEmail: mapping.rules[index].writing = .create
                default: break
                }
            }
            mapping.computed = [ComputedAttributesTests.rule("description", "{nickName}")]
        }
        let type = world.mapping.advertisedType
        func mutability(_ path: AttributePath) -> SCIM.Schema.Attribute.Mutability? {
            type.attribute(at: path)?.mutability
        }
        #expect(mutability(Self.title) == .immutable && mutability(.displayName) == .readOnly)
        #expect(mutability(AttributePath(attribute: "emails", subAttribute: "value")) == .immutable)
        #expect(mutability(AttributePath(attribute: "nickName")) == .writeOnly)
        #expect(type.attribute(at: AttributePath(attribute: "nickName"))?.returned == .never)
        #expect(mutability(.userName) == .readWrite)
    }
}

import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerRenameTests {
    let world = PlannerWorld()

    static func rename(to name: String) -> String { #"[{"op":"replace","path":"userName","value":"\#(name)"}]"# }

    @Test(arguments: [
        PatchCase("renames", .bob(), rename(to: "rob"), ["rename uid=rob"]),
        PatchCase("renames for case alone", .bob(), rename(to: "Bob"), ["rename uid=Bob"]),
        PatchCase("escapes", .bob(), rename(to: "b,b"), [#"rename uid=b\,b"#]),
        PatchCase(
            "keeps the other values and shows the new one", .bob(["uid": ["bob", "b.lee"]]), rename(to: "rob"),
            ["rename uid=rob", "=uid=rob,b.lee"]
        ),
        PatchCase(
            "renames to another value of the entry", .bob(["uid": ["bob", "rob"]]), rename(to: "rob"),
            ["rename uid=rob"]
        ),
        PatchCase(
            "leaves the name that is not shown", .bob(["uid": ["b.lee", "bob"]]), rename(to: "rob"), ["=uid=rob,bob"]
        ),
        PatchCase(
            "knows the name in another spelling", .bob(dn: "UserID=BOB,ou=people,dc=acme"), rename(to: "rob"),
            ["rename UserID=rob"]
        ),
        PatchCase(
            "leaves a name of another attribute", .bob(dn: "cn=Bob Lee,ou=people,dc=acme"), rename(to: "rob"),
            ["-uid=bob +uid=rob"]
        ),
        PatchCase(
            "renames one of two naming values", .bob(dn: "cn=Bob Lee+uid=bob,ou=people,dc=acme"), rename(to: "rob"),
            ["rename cn=Bob Lee+uid=rob"]
        ),
        PatchCase(
            "keeps the order of the other naming values",
            .bob(["cn": ["Bob Lee", "Robert"]], dn: "cn=bob lee+uid=bob,ou=people,dc=acme"), rename(to: "rob"),
            ["rename cn=Bob Lee+uid=rob", "=cn=Bob Lee,Robert"]
        ),
        PatchCase(
            "renames before it changes other values", .bob(["title": ["Clerk"]]),
            #"[{"op":"replace","value":{"title":"Chief","userName":"rob"}}]"#,
            ["rename uid=rob", "-title=Clerk +title=Chief"]
        ),
    ])
    func isAModifyDN(_ patch: PatchCase) throws {
        let plan = try self.world.patch(patch.entry, patch.operations)
        #expect(plan.summary == patch.summary)
        #expect(plan.effect == (patch.summary[0].hasPrefix("rename") ? .rename : .update))

        var directory = MemoryDirectory([patch.entry])
        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries.values.first)
        #expect(
            self.world.project(written)[.userName]
                == self.world.project(patch.entry)[.userName].map { _ in
                    patch.operations.contains("b,b") ? "b,b" : patch.operations.contains("Bob") ? "Bob" : "rob"
                })
        #expect(try self.world.patch(written, patch.operations).summary == [])
        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(directory.entries.values.first.map(\.sorted) == patch.entry.sorted)
    }

    @Test func dependsOnTheVersionOnce() throws {
        let plan = try self.world.patch(.bob(), #"[{"op":"replace","value":{"title":"Chief","userName":"rob"}}]"#)
        let preconditions = plan.steps.map { $0.precondition?.description ?? "" }
        #expect(preconditions.map { $0.contains("entryCSN") } == [true, false])
        #expect(preconditions.last == "(entryUUID=\(PlannerWorld.id))")
        #expect(plan.steps.map { $0.recovery.version == nil } == [false, true])
        #expect(
            plan.steps.map(\.change.target.description) == ["uid=bob,ou=people,dc=acme", "uid=rob,ou=people,dc=acme"])
    }

    @Test func refusesToLeaveReferencesBehind() throws {
        let world = PlannerWorld { $0.renaming = .refuse }
        let referrers = [Referrer.group("staff", ["uid=bob,ou=people,dc=acme"])]
        let error = refusal { try world.patch(.bob(), Self.rename(to: "rob"), referrers: referrers) }
        #expect(error?.type == .mutability)
        #expect(error?.detail.contains("on_rename") == true)
        #expect(error?.detail.contains("cn=staff,dc=acme") == true)
        #expect(try world.patch(.bob(), Self.rename(to: "rob")).effect == .rename)
        #expect(try world.patch(.bob(), Self.rename(to: "Bob"), referrers: referrers).summary == ["rename uid=Bob"])
        let title = #"[{"op":"add","path":"title","value":"Chief"}]"#
        #expect(try world.patch(.bob(), title, referrers: referrers).effect == .update)
    }

    @Test func aDisableIsAStepOfItsOwnBeforeARename() throws {
        let plan = try self.world.patch(
            .bob(), #"[{"op":"replace","value":{"title":"Chief","userName":"rob","active":false}}]"#)
        #expect(plan.summary == ["=pwdAccountLockedTime=000001010000Z", "rename uid=rob", "+title=Chief"])
        #expect(plan.steps.map(\.role) == [.disabling, .ordinary, .ordinary])
        #expect(plan.effect == .disable)
        #expect(plan.steps[0].precondition?.description.contains("entryCSN") == true)
        let alone = try self.world.patch(.bob(), #"[{"op":"replace","value":{"title":"Chief","active":false}}]"#)
        #expect(alone.steps.map(\.role) == [.disabling])
    }

    @Test func refusesToRemoveTheName() throws {
        let world = PlannerWorld { mapping in
            for index in mapping.rules.indices { mapping.rules[index].isRequired = false }
            mapping.rdn = "mail"
        }
        let entry = Entry.bob(dn: "mail=bob@acme.example,ou=people,dc=acme")
        let error = refusal { try world.patch(entry, #"[{"op":"remove","path":"emails[type eq \"work\"].value"}]"#) }
        #expect(error?.type == .mutability)
        #expect(error?.detail.contains("emails") == true)
    }
}

extension Entry {
    /// The entry with attributes and values in an order of their own, to compare it as a set.
    var sorted: Entry {
        var entry = self
        entry.attributes = self.attributes
            .map {
                Attribute($0.description, values: $0.values.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
            }
            .sorted { $0.description.description < $1.description.description }
        return entry
    }
}

import LDAP
import Testing

@testable import Translator

/// What is taken back is taken back only where it still stands.
@Suite struct WayBackTests {
    static let bob = DistinguishedName(server: "uid=bob,ou=people,dc=acme")
    static let id = AttributeValueAssertion(attribute: "entryUUID", value: AttributeValue(PlannerWorld.id))

    let planner = PlannerWorld().planner

    private func condition(_ modifications: Modification...) -> String? {
        let step = Plan.Step(
            .modify(Self.bob, modifications), inverse: .modify(Self.bob, []),
            recovery: WriteOptions.Recovery(id: Self.id))
        return self.planner.wayBack(from: step)?.precondition?.description
    }

    @Test func dependsOnTheEntryAndOnWhatWasWritten() {
        let id = "(entryUUID=\(PlannerWorld.id))"
        #expect(self.condition(Modification(.add, "title", ["T"])) == "(&\(id)(title=T))")
        #expect(
            self.condition(Modification(.delete, "title", ["A"]), Modification(.add, "title", ["B"]))
                == "(&\(id)(title=B)(!(title=A)))")
        #expect(self.condition(Modification(.replace, "title", [])) == "(&\(id)(!(title=*)))")
        #expect(self.condition(Modification(.delete, "title")) == "(&\(id)(!(title=*)))")
        // One value in another spelling is there, whatever was deleted.
        #expect(
            self.condition(Modification(.delete, "title", ["bob"]), Modification(.add, "title", ["Bob"]))
                == "(&\(id)(title=Bob))")
    }

    @Test func doesNotAskForWhatTheServerCannotCompare() {
        #expect(self.condition(Modification(.add, "userPassword", ["x"])) == "(entryUUID=\(PlannerWorld.id))")
        #expect(self.condition(Modification(.add, "unknownHere", ["x"])) == "(entryUUID=\(PlannerWorld.id))")
    }

    @Test func aLockHasNoWayBackInAnInverse() throws {
        let world = PlannerWorld()
        let disable = try world.patch(.bob(), #"[{"op":"replace","path":"active","value":false}]"#)
        #expect(world.planner.inverse(of: disable, ifStill: nil) == nil)
        let title = try world.patch(.bob(), #"[{"op":"add","path":"title","value":"T"}]"#)
        let back = try #require(world.planner.inverse(of: title, ifStill: nil))
        #expect(back.summary == ["-title=T"])
        #expect(back.steps.first?.precondition?.description == "(&(entryUUID=\(PlannerWorld.id))(title=T))")
    }
}

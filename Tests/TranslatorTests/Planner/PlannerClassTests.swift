import LDAP
import SCIM
import Testing

@testable import Translator

/// An attribute that is written brings the auxiliary object class that it needs, whoever writes it.
@Suite struct PlannerClassTests {
    private let world = PlannerWorld { mapping in
        mapping.objectClasses = ["inetOrgPerson", "shadowAccount"]
        mapping.activation = [.attribute("shadowExpire", active: "99999", inactive: "1")]
    }
    private static let both: LDAP.Attribute.Values = ["inetOrgPerson", "shadowAccount"]
    private static let body =
        #""userName":"bob","displayName":"Bob Lee","name":{"familyName":"Lee"},"emails":[{"type":"work","value":"bob@acme.example"}]"#

    @Test func comesWithALock() throws {
        let brought = ["+shadowExpire=1 +objectClass=shadowAccount"]
        #expect(try self.world.patch(.bob(), PlannerActivationTests.disable).summary == brought)
        #expect(try self.world.put(.bob(), "{\(Self.body),\"active\":false}").summary == brought)
        #expect(try self.world.planner.delete(.bob()).summary.first == brought[0])
    }

    @Test func comesOnce() throws {
        let known = Entry.bob(["objectClass": ["inetOrgPerson", "ShadowAccount"]])
        #expect(try self.world.patch(known, PlannerActivationTests.disable).summary == ["+shadowExpire=1"])
        let shown = PlannerWorld { mapping in
            mapping = self.world.mapping
            mapping.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "nickName"), attribute: "shadowExpire"))
            mapping.activation = [.attribute("shadowExpire", active: nil, inactive: "1")]
        }
        let name = #"[{"op":"add","path":"nickName","value":"7"},{"op":"replace","path":"active","value":false}]"#
        #expect(try shown.patch(.bob(), name).summary == ["+shadowExpire=1 +objectClass=shadowAccount"])
    }

    @Test(arguments: [true, false]) func comesWithTheReturnFromTheTrash(isActive: Bool) throws {
        let trashed = Entry.bob(dn: "uid=bob,\(PlannerWorld.trash)")
        let resource = try self.world.resource("{\(Self.body),\"active\":\(isActive)}")
        let plan = try self.world.planner.revive(trashed, as: resource, references: References())
        var directory = MemoryDirectory([trashed])
        for step in plan.steps { try directory.apply(step.change) }
        let back = try #require(directory.entries.values.first)
        #expect(back["objectClass"] == Self.both)
        #expect(back["shadowExpire"] == [isActive ? "99999" : "1"])
        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(directory.entries[trashed.dn]?.sorted == trashed.sorted)
    }
}

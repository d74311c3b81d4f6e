import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// A strategy of another kind than those there are: one bit of a number, whose other bits stay.
private struct BitStrategy: DisableStrategy {
    private static let name: AttributeDescription = "shadowExpire"
    private static let bit = 2

    var attributes: [AttributeDescription] { [Self.name] }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> BitStrategy { self }

    func isDisabled(_ entry: Entry) -> Bool { self.bits(of: entry) & Self.bit != 0 }

    var disabled: Narrowing {
        .exact(.extensible(attribute: Self.name, rule: "1.2.840.113556.1.4.803", value: "2"))
    }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] {
        let present = self.bits(of: entry)
        let wished = isActive ? present & ~Self.bit : present | Self.bit
        return wished == present ? [] : [Attribute(Self.name, values: [AttributeValue(String(wished))])]
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] { ["active uses bits."] }

    private func bits(of entry: Entry) -> Int { entry[Self.name].first?.text.flatMap { Int($0) } ?? 0 }
}

/// A strategy needs nothing outside its file.
@Suite struct NewStrategyTests {
    private static let world = PlannerWorld {
        $0.objectClasses.append("shadowAccount")
        $0.activation = [Mapping.Activation(BitStrategy())]
    }

    private static func entry(_ bits: AttributeValue) -> Entry {
        .bob(["objectClass": ["inetOrgPerson", "shadowAccount"], "shadowExpire": [bits]])
    }

    @Test(arguments: [
        ("66048", PlannerActivationTests.disable, ["-shadowExpire=66048 +shadowExpire=66050"], Plan.Effect.disable),
        ("66050", PlannerActivationTests.disable, [], .none), ("66048", PlannerActivationTests.enable, [], .none),
        ("66050", PlannerActivationTests.enable, ["-shadowExpire=66050 +shadowExpire=66048"], .enable),
    ])
    func isWritten(bits: String, operations: String, summary: [String], effect: Plan.Effect) throws {
        let plan = try Self.world.patch(Self.entry(AttributeValue(bits)), operations)
        #expect(plan.summary == summary)
        #expect(plan.effect == effect)
    }

    @Test func bringsItsObjectClass() throws {
        let plan = try Self.world.patch(.bob(), PlannerActivationTests.disable)
        #expect(plan.summary == ["+shadowExpire=2 +objectClass=shadowAccount"])
    }

    @Test func isShownAndFound() throws {
        #expect(Self.world.project(Self.entry("66050"))[.active] == [false])
        #expect(Self.world.project(Self.entry("66048"))[.active] == [true])
        let filter = try SCIM.Filter(parsing: "active eq true")
        let translation = try FilterTranslator(Self.world.bound).translate(filter)
        #expect("\(translation.filter)" == "(!(shadowExpire:1.2.840.113556.1.4.803:=2))")
        #expect(translation.residual == nil)
    }

    @Test func isReadAndItsProblemsAreTold() {
        #expect(Self.world.planner.attributesToRead.contains("shadowExpire"))
        #expect(EntryProjector(Self.world.bound).attributes(for: .all).contains("shadowExpire"))
        let problems = Self.world.mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(problems.contains(Mapping.Problem(.active, "active uses bits.")))
    }
}

import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ClassStrategyTests {
    private static func world(_ state: Mapping.Activation.State) -> PlannerWorld {
        PlannerWorld { $0.activation = [.objectClass("leaver", of: state)] }
    }

    private static func entry(_ classes: [AttributeValue]) -> Entry {
        .bob(["objectClass": ["inetOrgPerson"] + classes])
    }

    /// Who has the class, the classes of an entry besides, whether it is active, and what disabling and enabling write.
    @Test(
        arguments: [
            (.inactive, [], true, ["+objectClass=leaver"], []),
            (.inactive, ["LEAVER"], false, [], ["-objectClass=LEAVER"]),
            (.inactive, ["pensioner"], false, [], ["-objectClass=pensioner"]),
            (.active, [], false, [], ["+objectClass=leaver"]), (.active, ["leaver"], true, ["-objectClass=leaver"], []),
        ] as [(Mapping.Activation.State, [AttributeValue], Bool, [String], [String])])
    func isAddedAndRemoved(
        state: Mapping.Activation.State, classes: [AttributeValue], isActive: Bool, disabling: [String],
        enabling: [String]
    ) throws {
        let (world, entry) = (Self.world(state), Self.entry(classes))
        #expect(world.project(entry)[.active] == [.boolean(isActive)])
        #expect(try world.patch(entry, PlannerActivationTests.disable).summary == disabling)
        #expect(try world.patch(entry, PlannerActivationTests.enable).summary == enabling)
        let filter = try FilterTranslator(world.bound).translate(try SCIM.Filter(parsing: "active eq true"))
        #expect(filter.residual == nil && filter.filter.matches(entry, schema: .sample) == isActive)
    }

    @Test(arguments: [
        ("alien", "does not know"), ("person", "not auxiliary"), ("shadowAccount", "demands uid"),
        ("inetOrgPerson", "gives to everybody"), ("nicknamed", "without which nobody may have preferredLanguage"),
    ])
    func isRefusedWhereItCannotWork(name: String, reason: String) {
        let mapping = PlannerWorld {
            $0.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "preferredLanguage"), attribute: "preferredLanguage"))
            $0.activation = [.objectClass(name, of: .active)]
        }.mapping
        let problems = mapping.problems(in: .sample, dialect: .openLDAP).filter { $0.key == .active }
        #expect(problems.contains { $0.reason.contains(reason) }, "\(problems)")
    }

    @Test func fitsWhereItWorks() {
        let problems = Self.world(.inactive).mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(!problems.contains { $0.key == .active })
    }
}

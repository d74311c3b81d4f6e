import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct MoveStrategyTests {
    private static let gone = DistinguishedName(server: "ou=gone,\(PlannerWorld.base)")
    private static let staff = DistinguishedName(server: "ou=staff,\(PlannerWorld.base)")

    private static func world(_ change: (inout Mapping) -> Void = { _ in }) -> PlannerWorld {
        PlannerWorld {
            $0.activation = [.move(below: Self.gone)]
            change(&$0)
        }
    }

    private static func bob(_ branch: DistinguishedName) -> Entry { .bob(dn: "uid=bob,\(branch)") }

    /// Where an entry is, whether it is active, and what disabling and enabling do.
    @Test(arguments: [
        (PlannerWorld.base, true, ["rename uid=bob keeping the old value below \(gone)"], []),
        (staff, true, ["rename uid=bob keeping the old value below \(gone)"], []),
        (gone, false, [], ["rename uid=bob keeping the old value below \(PlannerWorld.base)"]),
    ])
    func movesOnceThereAndOnceBack(
        branch: DistinguishedName, isActive: Bool, disabling: [String], enabling: [String]
    ) throws {
        let (world, bob) = (Self.world(), Self.bob(branch))
        #expect(world.project(bob)[.active] == [.boolean(isActive)])
        let disable = try world.patch(bob, PlannerActivationTests.disable)
        #expect(disable.summary == disabling)
        #expect(disable.effect == (disabling.isEmpty ? .none : .disable))
        #expect(disable.steps.allSatisfy { $0.role == .disabling && $0.inverse != nil })
        let enable = try world.patch(bob, PlannerActivationTests.enable)
        #expect(enable.summary == enabling)
        #expect(enable.steps.allSatisfy { $0.role == .ordinary })
    }

    @Test func isFoundByItsPlaceWhereTheServerCan() throws {
        var world = Self.world()
        let filter = try SCIM.Filter(parsing: "active eq false")
        let found = try FilterTranslator(world.bound).translate(filter)
        #expect("\(found.filter)" == "(entryDN:dnSubtreeMatch:=\(Self.gone))" && found.residual == nil)
        world.dialect.subtreeRule = nil
        #expect(try FilterTranslator(world.bound).translate(filter).residual != nil)
    }

    @Test(arguments: [
        MappingTests.Fault("lies outside users.base") { $0.activation = [.move(below: PlannerWorld.trash)] },
        MappingTests.Fault("lies outside users.base") {
            $0.activation = [.move(below: Self.gone, activeBase: PlannerWorld.trash)]
        },
        MappingTests.Fault("where the active ones are too") { $0.activation = [.move(below: PlannerWorld.base)] },
        MappingTests.Fault("where the active ones are too") {
            $0.activation = [.move(below: Self.gone, activeBase: Self.gone)]
        },
        MappingTests.Fault("set it to subtree") { $0.scope = .oneLevel },
        MappingTests.Fault("on_rename") { $0.renaming = .refuse },
        MappingTests.Fault("on_delete leaves them") { $0.deletion = .mark(Mapping.Mark("employeeType", "x")) },
    ])
    func isRefusedWhereItCannotWork(fault: MappingTests.Fault) {
        let problems = Self.world(fault.change).mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(problems.contains { $0.key == .active && $0.reason.contains(fault.text) }, "\(problems)")
    }

    @Test func fitsWhereItWorks() {
        let problems = Self.world().mapping.problems(in: .sample, dialect: .openLDAP)
        #expect(!problems.contains { $0.key == .active })
    }
}

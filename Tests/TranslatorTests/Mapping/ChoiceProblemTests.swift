import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// What cannot work of places, names and allocations is told before the first call.
@Suite struct ChoiceProblemTests {
    private static let title = AttributePath(attribute: "title")
    private static let counter = Mapping.Allocation.Counter(DistinguishedName(server: "cn=next,dc=acme"), "uidNumber")

    private static func problems(_ change: (inout Mapping) throws -> Void) rethrows -> [Mapping.Problem] {
        var mapping = Mapping.inetOrgPerson(base: PlannerWorld.base)
        try change(&mapping)
        // What the other lines of the preset need is not in the schema of these tests.
        return mapping.problems(in: .sample, dialect: .openLDAP).filter {
            [.placement, .rdn, .allocation, .active].contains($0.key)
        }
    }

    private static func place(_ name: String, by path: AttributePath = title) -> Mapping.Placement {
        var table = PlaceTable()
        table["Sales"] = DistinguishedName(server: name)
        return Mapping.Placement(.table(by: path, table))
    }

    @Test func whatFitsIsNoProblem() throws {
        let problems = try Self.problems { mapping in
            mapping.placement = Self.place("ou=sales,ou=people,dc=acme")
            mapping.rdn = "description"
            mapping.naming = Mapping.Naming(try Template(parsing: "{title}"), isNumbered: true)
            mapping.objectClasses.append("posixAccount")
            mapping.allocations = [.init("uidNumber", .number(1...9, Self.counter))]
        }
        #expect(problems == [])
    }

    @Test func placesMustBeFoundAgain() throws {
        let far = Self.problems { $0.placement = Self.place("ou=sales,dc=acme") }
        #expect(far.map(\.key) == [.placement] && far[0].reason.contains("outside users.base"))
        let unmapped = Self.problems {
            $0.placement = Self.place("ou=sales,ou=people,dc=acme", by: AttributePath(attribute: "locale"))
        }
        #expect(unmapped.map(\.key) == [.placement] && unmapped[0].reason.contains("locale, which is not mapped"))
        let flat = Self.problems {
            $0.placement = Self.place("ou=sales,ou=people,dc=acme")
            $0.scope = .oneLevel
        }
        #expect(flat.map(\.key) == [.placement] && flat[0].reason.contains("subtree"))
        let unknown = try Self.problems {
            $0.placement = Mapping.Placement(.name(try PlaceName(parsing: "room={title}", below: $0.base)))
        }
        #expect(unknown.map(\.key) == [.placement] && unknown[0].reason.contains("room"))
        let twice = Self.problems {
            $0.placement = Self.place("ou=sales,ou=people,dc=acme")
            $0.renaming = .server
            $0.activation = [
                .move(
                    below: DistinguishedName(server: "ou=gone,ou=people,dc=acme"),
                    activeBase: DistinguishedName(server: "ou=here,ou=people,dc=acme"))
            ]
        }
        #expect(twice.map(\.key) == [.active] && twice[0].reason.contains("active_base"))
    }

    @Test func aNameHasOneSource() throws {
        let value = try Template(parsing: "{displayName}")
        let mapped = Self.problems {
            $0.rdn = "cn"
            $0.naming = Mapping.Naming(value)
        }
        #expect(mapped.map(\.key) == [.rdn] && mapped[0].reason.contains("displayName is stored there too"))
        let foreign = try Self.problems {
            $0.rdn = "departmentNumber"
            $0.rules.removeAll { $0.attribute == "departmentNumber" }
            $0.naming = Mapping.Naming(try Template(parsing: "{locale}"))
        }
        #expect(foreign.map(\.key) == [.rdn, .rdn])
        #expect(foreign[0].reason.contains("does not allow") && foreign[1].reason.contains("rdn.rename"))
    }

    @Test func whatIsAllocatedMustFitTheSchema() {
        func reasons(_ allocation: Mapping.Allocation) -> [String] {
            Self.problems { $0.allocations = [allocation] }.filter { $0.key == .allocation }.map(\.reason)
        }
        #expect(reasons(.init("nowhere", .number(1...9, nil))).first?.contains("not known") == true)
        #expect(reasons(.init("uidNumber", .number(1...9, nil))).first?.contains("does not allow") == true)
        #expect(reasons(.init("mail", .number(1...9, nil))).first?.contains("stored there too") == true)
        #expect(reasons(.init("entryUUID", .number(1...9, nil))).contains { $0.contains("only the directory") })
        let counter = Mapping.Allocation.Counter(Self.counter.entry, "nowhere")
        #expect(reasons(.init("description", .number(1...9, counter))).first?.contains("nowhere") == true)
    }

    @Test func withoutACounterBridgesAreWarned() {
        var mapping = Mapping.inetOrgPerson(base: PlannerWorld.base)
        mapping.allocations = [.init("uidNumber", .number(1...9, nil))]
        #expect(mapping.warnings(in: .sample).contains { $0.key == .allocation && $0.reason.contains("counter") })
        mapping.allocations = [.init("uidNumber", .number(1...9, Self.counter))]
        #expect(!mapping.warnings(in: .sample).contains { $0.key == .allocation })
    }
}

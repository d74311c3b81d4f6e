import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// The locks that servers of some kind have.
@Suite struct AccountLockTests {
    /// A lock, its attribute, what locks, and what is written in its place to unlock.
    private struct Row: Sendable, CustomTestStringConvertible {
        let lock: AccountLock
        let attribute: AttributeDescription
        let locked: String
        let open: String?

        var testDescription: String { self.lock.rawValue }

        init(_ lock: AccountLock, _ attribute: AttributeDescription, _ locked: String, _ open: String?) {
            (self.lock, self.attribute, self.locked, self.open) = (lock, attribute, locked, open)
        }
    }

    private static let rows = [
        Row(.passwordPolicy, "pwdAccountLockedTime", "000001010000Z", nil),
        Row(.nsAccountLock, "nsAccountLock", "TRUE", nil),
        Row(.msDSUserAccountDisabled, "msDS-UserAccountDisabled", "TRUE", "FALSE"),
        Row(.loginDisabled, "loginDisabled", "TRUE", "FALSE"),
        Row(.dsPwpAccountDisabled, "ds-pwp-account-disabled", "TRUE", nil),
        Row(.ibmPwdAccountLocked, "ibm-pwdAccountLocked", "TRUE", "FALSE"),
        Row(.orclIsEnabled, "orclIsEnabled", "DISABLED", "ENABLED"),
    ]

    private static func world(_ lock: AccountLock) -> PlannerWorld {
        PlannerWorld {
            $0.objectClasses.append("locks")
            $0.activation = [Mapping.Activation(lock)]
        }
    }

    private static func entry(_ row: Row, _ value: String?) -> Entry {
        let values: [AttributeValue] = value.map { [AttributeValue($0)] } ?? []
        return .bob(["objectClass": ["inetOrgPerson", "locks"], row.attribute: values])
    }

    @Test func everyLockIsTried() {
        // The flag of Active Directory is tried with its own schema.
        #expect(Set(Self.rows.map(\.lock) + [.userAccountControl]) == Set(AccountLock.allCases))
        #expect(Dialect.all.allSatisfy { $0.accountLock != nil })
    }

    @Test(arguments: Self.rows) private func isFoundAsItIsShown(row: Row) throws {
        let world = Self.world(row.lock)
        let filters = FilterTranslator(world.bound)
        let translation = try filters.translate(try SCIM.Filter(parsing: "active eq true"))
        #expect("\(translation.filter)" == "(!(\(row.attribute)=\(row.locked)))")
        #expect(translation.residual == nil)
        for (value, isActive) in [(nil, true), (row.locked, false), (row.open ?? "else", true)] as [(String?, Bool)] {
            // An unknown word is none that the syntax allows everywhere.
            if value == "else", row.lock != .nsAccountLock { continue }
            #expect(world.project(Self.entry(row, value))[.active] == [.boolean(isActive)])
        }
    }

    @Test(arguments: Self.rows) private func locksOnceAndUnlocksOnce(row: Row) throws {
        let (world, name) = (Self.world(row.lock), row.attribute)
        func disable(_ value: String?) throws -> [String] {
            try world.patch(Self.entry(row, value), PlannerActivationTests.disable).summary
        }
        func enable(_ value: String?) throws -> [String] {
            try world.patch(Self.entry(row, value), PlannerActivationTests.enable).summary
        }
        let isWhole = [.passwordPolicy, .nsAccountLock].contains(row.lock)
        #expect(try disable(nil) == [isWhole ? "=\(name)=\(row.locked)" : "+\(name)=\(row.locked)"])
        #expect(try disable(row.locked) == [] && enable(nil) == [])
        if let open = row.open {
            #expect(try disable(open) == ["-\(name)=\(open) +\(name)=\(row.locked)"])
            #expect(try enable(row.locked) == ["-\(name)=\(row.locked) +\(name)=\(open)"])
            #expect(try enable(open) == [])
        } else {
            #expect(try enable(row.locked) == [isWhole ? "=\(name)=" : "-\(name)=\(row.locked)"])
        }
    }

    /// 389 Directory Server lets any spelling of `true` lock, and stores other words that do nothing.
    @Test func nsAccountLockIsReadInAnyCaseAndIsAlone() throws {
        let (world, row) = (Self.world(.nsAccountLock), Self.rows[1])
        #expect(world.project(Self.entry(row, "True"))[.active] == [false])
        #expect(try world.patch(Self.entry(row, "true"), PlannerActivationTests.disable).summary == [])
        #expect(
            try world.patch(Self.entry(row, "yes"), PlannerActivationTests.disable).summary == ["=nsAccountLock=TRUE"])
        #expect(try world.patch(Self.entry(row, "True"), PlannerActivationTests.enable).summary == ["=nsAccountLock="])
    }

    @Test func aNewAccountGetsNoLock() throws {
        let body = #"{"userName":"x","name":{"familyName":"X"},"emails":[{"type":"work","value":"x@acme.example"}]}"#
        let plan = try Self.world(.loginDisabled).create(body)
        guard case .add(let entry)? = plan.steps.first?.change else {
            Issue.record("\(plan)")
            return
        }
        #expect(entry["loginDisabled"].isEmpty)
    }

    @Test(arguments: Self.rows) private func isRefusedWhereTheServerDoesNotKnowIt(row: Row) {
        let types = LDAP.Schema.sample.attributeTypes.filter { $0.name != row.attribute.description }
        let schema = LDAP.Schema(attributeTypes: types, objectClasses: LDAP.Schema.sample.objectClasses)
        let problems = Self.world(row.lock).mapping.problems(in: schema, dialect: .openLDAP)
        #expect(problems.contains { $0.key == .active && $0.reason.contains(row.attribute.description) })
    }

    @Test func theKindOfTheServerDecidesWhereNothingIsSaid() {
        var dialect = Dialect.openLDAP
        let mapping = Mapping.inetOrgPerson(base: PlannerWorld.base)
        #expect(mapping.activation == [.lockOfKind])
        #expect(mapping.canonical(in: .sample, dialect).activationAttributes == ["pwdAccountLockedTime"])
        dialect.accountLock = .nsAccountLock
        #expect(mapping.canonical(in: .sample, dialect).activationAttributes == ["nsAccountLock"])
        dialect.accountLock = nil
        let problems = mapping.problems(in: .sample, dialect: dialect).filter { $0.key == .active }
        #expect(problems.map(\.reason).first?.contains("say how people are disabled") == true && problems.count == 1)
    }
}

import Directories
import Encodings
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ExpiryStrategyTests {
    /// 2026-11-23T21:28:10Z.
    private static let now = Timestamp(seconds: 1_795_469_290)

    private static func strategy(_ form: TimeForm) -> ExpiryStrategy {
        var strategy = ExpiryStrategy(self.attribute(form), form).bound(to: .sample, on: .openLDAP)
        strategy.clock = WallClock(standing: Self.now)
        return strategy
    }

    private static func attribute(_ form: TimeForm) -> AttributeDescription {
        switch form {
        case .generalized: "pwdEndTime"
        case .windows: "accountExpires"
        case .days: "shadowExpire"
        }
    }

    /// The form, the values of an entry, and whether it is disabled.
    @Test(
        arguments: [
            (.generalized, [], false), (.generalized, ["20261123212810Z"], true),
            (.generalized, ["20261123212811Z"], false), (.generalized, ["19700101000000Z"], true),
            (.windows, [], false), (.windows, ["0"], false), (.windows, ["9223372036854775807"], false),
            (.windows, ["134399428900000000"], true), (.windows, ["134399428910000000"], false),
            (.windows, ["1"], true),
            (.windows, ["soon"], false), (.days, [], false), (.days, ["-1"], false), (.days, ["20780"], true),
            (.days, ["20781"], false), (.days, ["1"], true),
        ] as [(TimeForm, [AttributeValue], Bool)])
    func aTimeThatIsOverDisables(form: TimeForm, values: [AttributeValue], isDisabled: Bool) {
        let strategy = Self.strategy(form)
        let entry = Entry.bob([Self.attribute(form): values])
        #expect(strategy.isDisabled(entry) == isDisabled)
        if values != ["soon"] {
            #expect(
                strategy.disabled.isExact && strategy.disabled.superset.matches(entry, schema: .sample) == isDisabled)
        }
    }

    /// The form, the value of an entry, and those that it gets when it is disabled and enabled; nil where nothing is written.
    @Test(
        arguments: [
            (.generalized, nil, ["19700101000000Z"], nil), (.generalized, "20300101000000Z", ["19700101000000Z"], nil),
            (.generalized, "20200101000000Z", nil, []), (.windows, nil, ["116444736000000000"], nil),
            (.windows, "0", ["116444736000000000"], nil),
            (.windows, "116444736000000000", nil, ["9223372036854775807"]), (.days, "99999", ["1"], nil),
            (.days, "1", nil, []),
        ] as [(TimeForm, AttributeValue?, [AttributeValue]?, [AttributeValue]?)])
    func disablesByAPastTimeAndEnablesByNone(
        form: TimeForm, value: AttributeValue?, disabled: [AttributeValue]?, enabled: [AttributeValue]?
    ) {
        let strategy = Self.strategy(form)
        let entry = Entry.bob([Self.attribute(form): value.map { [$0] } ?? []])
        func change(_ isActive: Bool) -> [AttributeValue]? {
            strategy.changes(of: entry, isActive: isActive).first.map { Array($0.values) }
        }
        #expect(change(false) == disabled)
        #expect(change(true) == enabled)
    }

    @Test func isFoundByItsOrder() {
        #expect("\(Self.strategy(.generalized).disabled.superset)" == "(pwdEndTime<=20261123212810Z)")
        #expect(
            "\(Self.strategy(.windows).disabled.superset)"
                == "(&(accountExpires>=1)(accountExpires<=134399428900000000))")
        #expect("\(Self.strategy(.days).disabled.superset)" == "(&(shadowExpire>=0)(shadowExpire<=20780))")
    }

    /// Active Directory orders its great numbers, although its schema does not say so.
    @Test func aGreatNumberIsOrderedWhateverTheSchemaSays() {
        func isExact(_ syntax: String) -> Bool {
            let type = LDAP.AttributeType(oid: "1.2", names: ["accountExpires"], syntax: syntax, isSingleValued: true)
            let schema = LDAP.Schema(attributeTypes: [type], objectClasses: [])
            return ExpiryStrategy("accountExpires", .windows).bound(to: schema, on: .openLDAP).disabled.isExact
        }
        #expect(isExact("1.2.840.113556.1.4.906") && !isExact("1.3.6.1.4.1.1466.115.121.1.27"))
    }

    @Test func theClockRunsUnlessItIsStopped() {
        #expect(WallClock().now.seconds > 1_700_000_000)
    }

    @Test(arguments: [
        ("pwdEndTime", TimeForm.windows, "correct `until`"), ("accountExpires", .generalized, "correct `until`"),
        ("alien", .days, "does not know"), ("createTimestamp", .generalized, "only the directory itself"),
        ("shadowExpire", .days, "does not allow"),
    ])
    func isRefusedWhereItCannotWork(name: String, form: TimeForm, reason: String) {
        let mapping = PlannerWorld { $0.activation = [.until(AttributeDescription(name), form)] }.mapping
        let problems = mapping.problems(in: .sample, dialect: .openLDAP).filter { $0.key == .active }
        #expect(problems.count == 1 && problems.first?.reason.contains(reason) == true, "\(problems)")
    }

    @Test func fitsWhereItWorks() {
        let mapping = PlannerWorld { $0.activation = [.until("pwdEndTime", .generalized)] }.mapping
        #expect(!mapping.problems(in: .sample, dialect: .openLDAP).contains { $0.key == .active })
    }
}

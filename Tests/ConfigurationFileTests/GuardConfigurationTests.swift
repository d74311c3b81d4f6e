import Testing

@testable import ConfigurationFile

/// `guard:`.
@Suite struct GuardConfigurationTests {
    private static func settings(_ lines: String) throws -> Settings.Guard {
        try Settings(
            yaml: """
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                users: { base: "ou=p" }
                \(lines)
                """, file: "f"
        ).guard
    }

    private static func problems(_ lines: String) -> [String] {
        do {
            _ = try self.settings(lines)
            return []
        } catch {
            return (error as? ConfigurationError)?.problems.map(\.reason) ?? ["\(error)"]
        }
    }

    private static func text(_ limits: [Settings.Guard.Limit]) -> [String] {
        limits.map { "\($0.kind.rawValue): \($0.text)" }
    }

    @Test func everyKindHasALimit() throws {
        #expect(
            Self.text(try Self.settings("").limits) == [
                "disables: { most: 25, share: 2%, within: 1h }", "deletes: { most: 25, share: 2%, within: 1h }",
                "removals: { most: 500, share: 10%, within: 1h }",
                "creates: { most: 100, share: 5%, within: 1h, unmatched: true }",
                "renames: { most: 25, share: 2%, within: 1h }", "clears: { most: 100, share: 5%, within: 1h }",
            ])
    }

    @Test func aKindThatIsNamedHasItsOwnAndTheOthersStay() throws {
        let limits = try Self.settings("guard: { disables: { share: 0.5%, within: 90m }, deletes: off }").limits
        #expect(limits.count == 5)
        #expect(limits[0] == .init(kind: .disables, most: nil, share: 0.5, within: .seconds(5400)))
        #expect(Self.text(limits)[1].hasPrefix("removals"))
    }

    @Test func allOfItMayBeOff() throws {
        #expect(try Self.settings("guard: off").limits == [])
    }

    @Test func somebodyMayBeTold() throws {
        let notice = try Self.settings(
            "guard: { on_trip: { run: [/usr/bin/alert, \"-x\"], webhook: \"http://127.0.0.1:9/x\" } }"
        ).notice
        #expect(notice == .init(run: ["/usr/bin/alert", "-x"], webhook: "http://127.0.0.1:9/x"))
    }

    @Test(arguments: [
        ("{ disables: { most: 0 } }", "guard.disables.most must not be 0"),
        ("{ disables: { most: -1 } }", "guard.disables.most must be a whole number from 1"),
        ("{ disables: { share: 101% } }", "must be more than 0% and at most 100%"),
        ("{ disables: { share: 0% } }", "must be more than 0% and at most 100%"),
        ("{ disables: { share: 0.02 } }", "must be a share in a hundred, such as 2%"),
        ("{ disables: { share: \"-2%\" } }", "must be more than 0% and at most 100%"),
        ("{ disables: { share: \"nan%\" } }", "must be a share in a hundred"),
        ("{ disables: { most: 5, within: -1h } }", "must be a length of time"),
        ("{ disables: { most: 5, within: 1s } }", "must be from 1m to 7d"),
        ("{ disables: { most: 5, within: 365d } }", "must be from 1m to 7d"),
        ("{ disables: {} }", "guard.disables must have most or share, or be off"),
        ("{ disables: never }", "guard.disables must be off, or a mapping of keys to values"),
        ("{ disables: { most: 5, unmatched: true } }", "guard.disables.unmatched is for creates alone"),
        ("{ disable: { most: 5 } }", "unknown key guard.disable; did you mean disables?"),
        ("on", "guard must be off, or a mapping of keys to values"),
        ("{ on_trip: { run: [alert] } }", "must begin with the whole path of a program"),
        ("{ on_trip: { webhook: \"http://alerts.example.com\" } }", "must be https"),
        ("{ on_trip: { webhook: alerts } }", "must be a URL"),
    ])
    func whatIsNoLimitIsToldWhatOneIs(text: String, reason: String) {
        let problems = Self.problems("guard: \(text)")
        #expect(problems.count == 1 && problems[0].contains(reason), "\(problems)")
    }
}

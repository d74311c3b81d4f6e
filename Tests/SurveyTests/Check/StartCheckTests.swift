import Bridge
import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// The start's checks, told as findings.
@Suite struct StartCheckTests {
    private static func findings(_ report: CheckReport) async throws -> [CheckFinding] {
        let directory = CheckWorld.directory()
        let mapping = Mapping.inetOrgPerson(base: CheckWorld.base)
        let check = StartCheck("users", StartupCheck(mapping: mapping, referredToBy: [], directory: directory)) {
            "file:1: \($0.reason)"
        }
        return check.findings(in: report)
    }

    @Test func whatHoldsFailsOrIsUnknownIsALineOfItsOwn() async throws {
        let report = CheckReport(
            [
                .mapping: .holds, .base: .fails([Mapping.Problem(.base, "no base")]), .lockout: .unmade("it is away"),
            ], warnings: [Mapping.Problem(.renaming, "say follow")])
        let findings = try await Self.findings(report)
        #expect(
            findings.marks == [
                "ok start.mapping", "failure start.base", "warning start.lockout", "warning references",
            ])
        #expect(findings[1].text == "file:1: no base")
        #expect(findings[2].text.contains("could not be looked at, because it is away"))
    }

    @Test func itIsTheCheckOfTheStart() async throws {
        let directory = CheckWorld.directory()
        let mapping = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=nowhere,\(CheckWorld.suffix)"))
        let check = StartCheck("users", StartupCheck(mapping: mapping, referredToBy: [], directory: directory)) {
            $0.reason
        }
        #expect(await check.findings().contains { $0.id == "start.base" && $0.verdict == .failure })
        directory.goAway()
        #expect(await check.findings().allSatisfy { $0.verdict == .warning })
    }
}

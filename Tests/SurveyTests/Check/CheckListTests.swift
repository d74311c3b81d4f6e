import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// All checks one after the other.
@Suite struct CheckListTests {
    typealias World = CheckWorld

    private static func findings(
        _ directory: MemoryDirectory, reader: LDAP.Filter? = nil, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> [CheckFinding] {
        let checked = try await World.checked(directory, change)
        let view = reader.map { filter in
            (
                view: ReaderView(base: World.base, scope: .subtree, filter: filter, directory: directory),
                people: KeptPeople(mapping: .inetOrgPerson(base: World.base), dialect: nil, directory: directory)
            )
        }
        var findings: [CheckFinding] = []
        await CheckList(checked, reader: view).run { findings.append($0) }
        return findings
    }

    @Test func everythingIsSaidOnce() async throws {
        let findings = try await Self.findings(World.directory([World.person("ada")]), reader: .present("uid"))
        #expect(
            findings.marks == [
                "ok kind", "ok controls", "ok schema", "warning rights", "ok people", "ok duplicates", "ok duplicates",
                "ok hidden",
                "ok index", "ok references", "ok reader",
            ])
    }

    @Test func nothingIsWritten() async throws {
        let directory = World.directory([World.person("ada")])
        _ = try await Self.findings(directory)
        #expect(directory.attempts.isEmpty)
    }

    @Test func aDisabledPersonWhomTheReaderSeesFails() async throws {
        let directory = World.directory([World.person("ada", "pwdAccountLockedTime: 000001010000Z")])
        let findings = try await Self.findings(directory, reader: .present("uid"))
        let finding = try #require(findings.first { $0.id == "reader.seen" })
        #expect(finding.verdict == .failure && finding.names.map(\.description) == ["uid=ada,\(World.people)"])
    }

    @Test func controlsThatAreMissingAreWarnedOf() async throws {
        let directory = World.directory { $0.controls = ["1.2.840.113556.1.4.319"] }
        let findings = try await Self.findings(directory)
        #expect(findings.contains { $0.id == "controls.sorted" && $0.verdict == .warning })
        #expect(!findings.contains { $0.id == "controls.paged" })
    }

    @Test func whatTheDirectoryDoesNotTellIsALine() async throws {
        let directory = World.directory([World.person("ada")])
        let checked = try await World.checked(directory)
        directory.onSearch { _, _ in LDAPError(.insufficientAccessRights) }
        var findings: [CheckFinding] = []
        await CheckList(checked).run { findings.append($0) }
        #expect(findings.first { $0.id == "people" }?.text.contains("could not be looked at, because") == true)
        #expect(findings.areGood)
    }
}

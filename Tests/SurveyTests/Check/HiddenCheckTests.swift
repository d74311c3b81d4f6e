import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// Whom the filter hides.
@Suite struct HiddenCheckTests {
    typealias World = CheckWorld

    private static func findings(
        _ directory: MemoryDirectory, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> [CheckFinding] {
        let (census, _) = try await World.census(directory, change)
        return await HiddenCheck(census: census, directory: directory).run()
    }

    @Test func nobodyIsHidden() async throws {
        let directory = World.directory([World.person("ada")])
        #expect(try await Self.findings(directory).marks == ["ok hidden"])
    }

    @Test func whoIsLeftOutIsNamedAndUnitsAreNot() async throws {
        let directory = World.directory([
            World.person("ada", "employeeType: staff"), World.person("bob"),
            "dn: ou=old,\(World.people)\nobjectClass: organizationalUnit\nou: old\n",
        ])
        let findings = try await Self.findings(directory) { $0.filter = .equal("employeeType", "staff") }
        #expect(findings.marks == ["warning hidden"])
        #expect(findings[0].names.map(\.description) == ["uid=bob,\(World.people)"])
    }

    @Test func whoIsMarkedAsDeletedIsNotMeant() async throws {
        let directory = World.directory([World.person("ada"), World.person("bob", "employeeType: deleted")])
        let findings = try await Self.findings(directory) {
            $0.deletion = .mark(Mapping.Mark("employeeType", "deleted"))
        }
        #expect(findings.marks == ["ok hidden"])
    }

    @Test func aListThatEndsEarlyProvesNothing() async throws {
        let directory = World.directory((0..<450).map { World.person("p\($0)") }) { $0.sizeLimit = 300 }
        let findings = try await Self.findings(directory)
        #expect(findings.marks == ["warning hidden"])
        #expect(findings[0].text.contains("could not be looked at, because"))
    }
}

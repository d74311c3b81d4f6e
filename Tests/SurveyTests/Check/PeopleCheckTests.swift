import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// What is said of the entries that are there already.
@Suite struct PeopleCheckTests {
    typealias World = CheckWorld

    private static func findings(
        _ directory: MemoryDirectory, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> [CheckFinding] {
        let (census, checked) = try await World.census(directory, change)
        return await PeopleCheck(census: census, checked: checked).run()
    }

    @Test func countsThoseWhoMatchTheFilter() async throws {
        let findings = try await Self.findings(World.directory([World.person("ada"), World.person("bob")]))
        #expect(findings.marks == ["ok people"])
        #expect(findings[0].text.hasPrefix("2 entries below"))
    }

    @Test func aLimitOfTheServerIsSaidWithTheRightThatRaisesIt() async throws {
        let directory = World.directory((0..<450).map { World.person("p\($0)") }) { $0.sizeLimit = 300 }
        let findings = try await Self.findings(directory)
        #expect(findings.marks == ["warning limits"])
        #expect(findings[0].text.contains("gives this account 200 of the entries"))
        #expect(findings[0].advice?.contains("limits dn.exact=\"cn=starbridge") == true)
    }

    @Test func whoHasNoUserNameIsNamed() async throws {
        let nameless = "dn: cn=Old,\(World.people)\nobjectClass: inetOrgPerson\ncn: Old\nsn: Old\n"
        let findings = try await Self.findings(World.directory([World.person("ada"), nameless]))
        #expect(findings.marks == ["ok people", "warning people.nameless"])
        #expect(findings[1].names.map(\.description) == ["cn=Old,\(World.people)"])
    }

    @Test func whoseClassesHaveNoRoomForWhatIsMappedIsNamed() async throws {
        let other = "dn: uid=ops,\(World.people)\nobjectClass: account\nuid: ops\n"
        let findings = try await Self.findings(World.directory([World.person("ada"), other])) {
            $0.filter = .present("uid")
        }
        #expect(findings.marks == ["ok people", "warning people.classes"])
        #expect(findings[1].names.map(\.description) == ["uid=ops,\(World.people)"])
    }
}

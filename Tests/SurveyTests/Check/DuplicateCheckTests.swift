import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

@testable import Survey

/// Values by which clients look for one entry and that several have.
@Suite struct DuplicateCheckTests {
    typealias World = CheckWorld

    private static func findings(_ records: String...) async throws -> [CheckFinding] {
        let directory = World.directory(records) { $0.habits.uniqueAttributes = [] }
        let (census, _) = try await World.census(directory) { mapping in
            mapping.rules.removeAll { $0.path != AttributePath(attribute: "externalId") }
            mapping.rules.append(
                Mapping.Rule(
                    path: AttributePath(attribute: "userName"), attribute: "mail", isRequired: true, isUnique: true))
        }
        return await DuplicateCheck(census: census, directory: directory).run()
    }

    @Test func everybodyHasTheirOwn() async throws {
        let findings = try await Self.findings(
            World.person("ada", "mail: ada@acme.example"), World.person("bob", "mail: bob@acme.example"))
        #expect(findings.marks == ["ok duplicates", "ok duplicates"])
    }

    @Test func thoseWhoShareAnAddressAreNamed() async throws {
        let findings = try await Self.findings(
            World.person("ada", "mail: team@acme.example"), World.person("bob", "mail: TEAM@acme.example"),
            World.person("cyd", "mail: cyd@acme.example"))
        let finding = try #require(findings.first { $0.verdict == .failure })
        #expect(finding.text.hasPrefix("1 values of mail (userName)"))
        #expect(finding.names.map(\.description).sorted() == ["ada", "bob"].map { "uid=\($0),\(World.people)" })
    }

    /// A web page in the attribute of `externalId` is nobody's external id.
    @Test func valuesThatTheMappingDoesNotShowAreNoDuplicates() async throws {
        let page = "labeledURI: http://acme.example/team"
        let findings = try await Self.findings(
            World.person("ada", page, "mail: a@x"), World.person("bob", page, "mail: b@x"))
        #expect(findings.areGood)
        let same = try await Self.findings(
            World.person("ada", "labeledURI: x-1", "mail: a@x"), World.person("bob", "labeledURI: x-1", "mail: b@x"))
        #expect(!same.areGood)
    }
}

import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// Whether what most calls look for is indexed.
@Suite struct SpeedCheckTests {
    typealias World = CheckWorld

    private static func finding(index lines: [String] = []) async throws -> CheckFinding? {
        let directory = World.directory([World.person("ada")])
        if !lines.isEmpty {
            directory.load(
                ([
                    "dn: cn=config", "objectClass: olcGlobal", "cn: config", "",
                    "dn: olcDatabase={1}mdb,cn=config", "objectClass: olcDatabaseConfig",
                    "objectClass: extensibleObject",
                    "olcDatabase: {1}mdb", "olcSuffix: \(World.suffix)",
                ] + lines.map { "olcDbIndex: \($0)" }).joined(separator: "\n") + "\n")
        }
        let (census, checked) = try await World.census(directory)
        return await SpeedCheck(census: census, checked: checked).run().first
    }

    @Test func fewEntriesTellNothingByTheTime() async throws {
        let finding = try await Self.finding()
        #expect(finding?.verdict == .ok && finding?.text.contains("too few to tell") == true)
    }

    @Test(arguments: [
        ["entryUUID,uid,labeledURI eq,sub"], ["default eq", "entryUUID", "uid,labeledURI pres,eq"],
    ]) func whatTheServerShowsToBeIndexedIs(lines: [String]) async throws {
        let finding = try await Self.finding(index: lines)
        #expect(
            finding?.verdict == .ok && finding?.text.contains("is indexed") == true, "\(String(describing: finding))")
    }

    @Test func whatHasNoIndexForEqualityIsNamed() async throws {
        let finding = try await Self.finding(index: ["entryUUID,uid eq", "labeledURI sub"])
        #expect(finding?.verdict == .warning && finding?.text.contains("labeledURI has no index") == true)
        #expect(finding?.advice == "Add `index labeledURI eq` to the database, and run slapindex.")
    }
}

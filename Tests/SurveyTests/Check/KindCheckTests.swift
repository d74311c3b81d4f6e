import Directories
import DirectoryDouble
import Testing
import Translator

@testable import Survey

/// What the server is, and how well such servers are known.
@Suite struct KindCheckTests {
    private static func marks(_ dialect: Dialect?) async throws -> [String] {
        let directory = CheckWorld.directory()
        let checked = try #require(
            await CheckedDirectory(
                [Mapping.inetOrgPerson(base: CheckWorld.base)], dialect: dialect, directory: directory,
                account: directory.options.account))
        return KindCheck(checked: checked).findings().marks
    }

    @Test func aKindThatTestsHaveSeenIsSaid() async throws {
        #expect(try await Self.marks(nil) == ["ok kind", "ok controls"])
    }

    @Test(arguments: Dialect.all.filter(\.isKnownFromDocumentation))
    func aKindThatNoTestHasSeenIsWarnedOf(dialect: Dialect) async throws {
        #expect(try await Self.marks(dialect).contains("warning kind.documented"))
    }
}

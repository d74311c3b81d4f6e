import Directories
import Foundation
import Testing

@testable import ConfigurationFile

/// The configurations that the package brings as examples.
@Suite struct ExampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Deploy/examples")

    private static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    private static func settings(_ name: String) throws -> Settings {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        // Where systemd has put the credentials; files are not looked at.
        return try Settings(yaml: text.replacing("${CREDENTIALS_DIRECTORY}", with: "/run/credentials"), file: name)
    }

    @Test(arguments: Self.names) func theExampleHasNoErrors(name: String) throws {
        let settings = try Self.settings(name)
        #expect(settings.warnings.isEmpty)
    }

    /// Each says its kind, so that nobody takes one for another directory.
    @Test(arguments: Dialect.all.map(\.name)) func everyKindOfDirectoryHasAnExample(kind: String) throws {
        #expect(try Self.settings("\(kind).yaml").directory.dialect?.name == kind)
    }
}

import Foundation
import PackagePlugin

/// Writes the commit that is built into a source file, for `starbridge --version`.
@main
struct StampCommit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.pluginWorkDirectoryURL
        return [
            .prebuildCommand(
                displayName: "Stamp the commit", executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", Self.script, "sh", context.package.directoryURL.path(), folder.path()],
                outputFilesDirectory: folder)
        ]
    }

    /// The file stays as it is while the commit does, so that nothing is compiled anew; without git there is no commit.
    private static let script = """
        commit=$(git -C "$1" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
        text="enum Commit { static let name = \\"$commit\\" }"
        mkdir -p "$2"
        [ "$(cat "$2/Commit.swift" 2>/dev/null)" = "$text" ] || echo "$text" > "$2/Commit.swift"
        """
}

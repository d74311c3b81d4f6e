import Glibc

/// Puts a 389 Directory Server of our own into its folder, fills it and starts it.
struct DS389Launcher {
    let options: PrivateDS389.Options

    private var settings: DS389Settings { DS389Settings(options: self.options) }

    /// Makes the folders and imports the content, which needs no running server.
    func load() async throws {
        guard access(Self.program, X_OK) == 0 else {
            throw SandboxError("\(Self.program) is not installed: apt-get install 389-ds-base")
        }
        for folder in DS389Settings.folders {
            try FileText.makeFolder("\(self.options.folder)/\(folder)")
        }
        if self.options.ldapsPort != nil { try await DS389Certificates(options: self.options).make() }
        try self.settings.writeFiles()
        let content = self.options.folder + "/content.ldif"
        try FileText.write(self.options.ldif, to: content)
        try await ChildProcess.run(
            Self.program, ["ldif2db", "-D", self.settings.folder, "-n", DS389Settings.database, "-i", content],
            log: self.options.folder + "/import.log")
    }

    /// Writes the settings again, as long as the server has not run.
    func writeSettings() throws {
        try self.settings.writeFiles()
    }

    /// Starts the server in the foreground and waits until it answers.
    func launch() async throws -> ChildProcess {
        try await ServerLaunch(
            program: Self.program,
            arguments: ["-D", self.settings.folder, "-i", self.options.folder + "/pid", "-d", "0"],
            log: self.options.folder + "/ns-slapd.log",
            socket: self.options.folder + "/ldapi",
            ports: [self.options.port, self.options.ldapsPort].compactMap(\.self)
        ).run()
    }

    private static let program = "/usr/sbin/ns-slapd"
}

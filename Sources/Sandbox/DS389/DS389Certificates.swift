/// The certificates of a private 389 Directory Server, in the database that it reads them from.
struct DS389Certificates {
    let options: PrivateDS389.Options

    /// The throw-away certificates as files.
    var files: Certificates { Certificates(folder: self.options.folder) }
    /// What the server calls its own certificate in the database.
    static let serverName = "Server-Cert"

    private var database: String { "sql:\(DS389Settings(options: self.options).folder)" }

    /// Makes them, and puts the authority's and the server's into a database without a password.
    ///
    /// - Throws: `SandboxError` with the words of the tools, which the package libnss3-tools has.
    func make() async throws {
        try await self.files.make()
        let bundle = self.files.path("server.p12")
        try await self.run(
            "openssl",
            ["pkcs12", "-export", "-name", Self.serverName, "-passout", "pass:", "-out", bundle]
                + ["-in", self.files.path("server.pem"), "-inkey", self.files.path("server.key")])
        try await self.run("certutil", ["-N", "-d", self.database, "--empty-password"])
        try await self.run(
            "certutil", ["-A", "-d", self.database, "-n", "CA", "-t", "CT,,", "-a", "-i", self.files.authority])
        try await self.run("pk12util", ["-i", bundle, "-d", self.database, "-W", "", "-K", ""])
    }

    private func run(_ tool: String, _ arguments: [String]) async throws {
        try await ChildProcess.run("/usr/bin/\(tool)", arguments, log: self.files.path("\(tool).log"))
    }
}

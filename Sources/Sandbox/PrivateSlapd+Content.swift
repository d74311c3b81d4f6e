extension PrivateSlapd.Options {
    /// Writes all entries as LDIF with their operational attributes to a file that only its owner may read, whether the server runs or not.
    ///
    /// - Throws: `SandboxError` with the words of `slapcat`.
    public func writeEntries(to file: String) async throws {
        // `slapcat` writes into the file that is there, with the mode that it has.
        try FileText.write("", to: file)
        try await ChildProcess.run(
            "/usr/sbin/slapcat", ["-f", self.configuration.path, "-b", self.suffix, "-l", file],
            log: self.folder + "/slapcat.log")
    }

    /// The file with what `slapadd` said of the entries.
    public var loadLog: String { self.folder + "/slapadd.log" }
}

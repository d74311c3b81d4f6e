import Glibc

/// A throw-away certificate authority with a server certificate for localhost and a client certificate.
public struct Certificates {
    private let folder: String
    private let addresses: [String]

    /// The certificates in a folder, which need not be there yet; that of the server is for localhost and these addresses.
    public init(folder: String, addresses: [String] = ["127.0.0.1", "::1"]) {
        self.folder = folder
        self.addresses = addresses
    }

    /// The authority's certificate.
    public var authority: String { self.path("ca.pem") }

    /// The path of one of the files, such as `server.pem` or `client.key`.
    public func path(_ name: String) -> String {
        "\(self.folder)/tls/\(name)"
    }

    /// Makes them with the `openssl` command, unless they are there.
    ///
    /// - Throws: `SandboxError` with the words of `openssl`.
    public func make() async throws {
        try FileText.makeFolder(self.folder + "/tls")
        guard access(self.path("client.pem"), R_OK) != 0 else {
            return
        }
        try await self.openssl(
            ["req", "-x509", "-days", "30", "-subj", "/CN=Starbridge throw-away CA"] + Self.newKey
                + ["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
                + ["-keyout", self.path("ca.key"), "-out", self.authority]
        )
        let names = ["DNS:localhost"] + self.addresses.map { "IP:\($0)" }
        try await self.issue(
            "server", subject: "localhost", extensions: "subjectAltName=" + names.joined(separator: ","))
        try await self.issue("client", subject: "client", extensions: "extendedKeyUsage=clientAuth")
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private func issue(_ name: String, subject: String, extensions: String) async throws {
        let request = self.path(name + ".csr")
        try FileText.write(extensions + "\n", to: self.path(name + ".ext"))
        try await self.openssl(
            ["req", "-subj", "/CN=\(subject)"] + Self.newKey + ["-keyout", self.path(name + ".key"), "-out", request]
        )
        try await self.openssl(
            ["x509", "-req", "-days", "30", "-in", request, "-CA", self.authority, "-CAkey", self.path("ca.key")]
                + ["-CAcreateserial", "-extfile", self.path(name + ".ext"), "-out", self.path(name + ".pem")]
        )
    }

    private func openssl(_ arguments: [String]) async throws {
        try await ChildProcess.run("/usr/bin/openssl", arguments, log: self.path("openssl.log"))
    }
}

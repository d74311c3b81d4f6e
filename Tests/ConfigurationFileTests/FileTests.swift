import Authentication
import Foundation
import Sandbox
import Testing

@testable import ConfigurationFile

/// What is seen of the files that a configuration names, before anything depends on them.
@Suite struct FileTests {
    /// A folder with a complete configuration, its certificates and its secrets.
    private struct Files {
        let folder: String

        var configuration: String { self.folder + "/starbridge.yaml" }
        func path(_ name: String) -> String { "\(self.folder)/\(name)" }

        func problems() -> [String] {
            do {
                _ = try Settings(contentsOf: self.configuration)
                return []
            } catch {
                return error.problems.map { $0.description.replacing(self.folder + "/", with: "") }
            }
        }

        func warnings() throws -> [String] {
            try Settings(contentsOf: self.configuration).warnings.map {
                $0.description.replacing(self.folder + "/", with: "")
            }
        }

        func write(baseURL: String = "https://scim.acme.example/scim/v2") throws {
            let text = """
                listen:
                  - address: "127.0.0.1:8443"
                    tls: { certificate: "\(self.path("tls/server.pem"))", key: "\(self.path("tls/server.key"))" }
                base_url: \(baseURL)
                tokens_file: "\(self.path("tokens.json"))"
                directory:
                  servers: ["ldaps://127.0.0.1"]
                  tls: { ca_file: "\(self.path("tls/ca.pem"))" }
                  bind: { dn: "cn=x", password_file: "\(self.path("password"))" }
                users:
                  base: ou=people,dc=acme,dc=example
                """
            try FileText.write(text, to: self.configuration)
        }

        func addToken(expires: Date?) throws {
            try TokensFile(path: self.path("tokens.json")).update {
                $0.append(.init(name: "t", digest: SecretToken.digest(of: "t"), created: .now, expires: expires))
            }
        }
    }

    private static func with(_ body: (Files) throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try await Certificates(folder: folder.path).make()
        try FileText.write("secret\n", to: folder.path + "/password")
        let files = Files(folder: folder.path)
        try files.write()
        try body(files)
    }

    @Test func saysNothingOfGoodFiles() async throws {
        try await Self.with { files in
            try files.addToken(expires: nil)
            #expect(try files.warnings() == [])
        }
    }

    @Test func refusesSecretsThatOthersMayRead() async throws {
        try await Self.with { files in
            try files.addToken(expires: nil)
            for name in ["password", "tls/server.key", "tokens.json"] {
                #expect(chmod(files.path(name), 0o644) == 0)
            }
            let problems = files.problems()
            #expect(problems.count == 3, "\(problems)")
            for place in ["3:", "5:14: tokens_file: ", "9:"] {
                #expect(
                    problems.contains {
                        $0.hasPrefix("starbridge.yaml:" + place) && $0.contains("take that away with `chmod o= ")
                    }, "\(place) in \(problems)")
            }
            for name in ["password", "tls/server.key", "tokens.json"] {
                #expect(chmod(files.path(name), 0o640) == 0)
            }
            #expect(files.problems() == [])
        }
    }

    @Test func tellsAllThatIsMissingOrDamagedAtOnce() async throws {
        try await Self.with { files in
            try FileText.write("{}", to: files.path("tokens.json"))
            #expect(unlink(files.path("password")) == 0 && unlink(files.path("tls/ca.pem")) == 0)
            try FileText.write("no certificate", to: files.path("tls/server.pem"))
            let problems = files.problems()
            for reason in [
                "listen[0].tls.certificate: there is no PEM certificate in tls/server.pem",
                "tokens_file: tokens.json is not a tokens file; restore it from a backup, or remove it and make new tokens",
                "directory.tls.ca_file: tls/ca.pem cannot be read: No such file or directory",
                "directory.bind.password_file: password cannot be read: No such file or directory",
            ] {
                #expect(problems.contains { $0.hasSuffix(reason) }, "\(reason) in \(problems)")
            }
            #expect(problems.count == 4)
        }
    }

    @Test func warnsWhereNoTokenLetsAnybodyIn() async throws {
        try await Self.with { files in
            #expect(
                try files.warnings() == [
                    "starbridge.yaml:5:14: tokens_file: there is no token yet, so every call is refused: make one with "
                        + "`starbridge token create NAME`"
                ])
            try files.addToken(expires: .now.addingTimeInterval(-1))
            #expect(try files.warnings().first?.contains("all tokens have expired") == true)
        }
    }

    @Test func refusesACertificateThatHasExpired() async throws {
        try await Self.with { files in
            let file = ConfiguredFile(path: files.path("tls/server.pem"))
            #expect(throws: Never.self) { try file.identity() }
            var error = #expect(throws: ConfigurationReason.self) {
                try file.identity(at: .now.addingTimeInterval(40 * 86_400))
            }
            #expect(error?.text.contains("expired on ") == true && error?.text.hasSuffix(": renew it") == true)
            error = #expect(throws: ConfigurationReason.self) { try file.identity(at: .distantPast) }
            #expect(error?.text.contains("is not valid before ") == true)
        }
    }

    @Test(arguments: [
        ("http://scim.acme.example/scim/v2", true), ("http://10.0.0.1:8080/scim/v2", true),
        ("http://127.0.0.1:8080/scim/v2", false), ("http://localhost/scim/v2", false),
        ("https://scim.acme.example/scim/v2", false),
    ])
    func warnsOfATenantURLWithoutTLS(url: String, isWarned: Bool) async throws {
        try await Self.with { files in
            try files.addToken(expires: nil)
            try files.write(baseURL: url)
            #expect(try files.warnings().contains { $0.contains("base_url: Entra ID calls https:// only") } == isWarned)
        }
    }
}

@Suite struct UnitCredentialsTests {
    @Test func findsWhereTheUnitTakesACredentialFrom() throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try FileText.write(
            "[Service]\nLoadCredential=ldap-password:/etc/a\n#LoadCredential=tls-key:/etc/b\n",
            to: folder.path + "/starbridge.service")
        let unit = UnitCredentials(folders: [folder.path + "/nowhere", folder.path])
        #expect(unit.source(of: "ldap-password") == "/etc/a")
        #expect(unit.source(of: "tls-key") == nil)
        try FileText.makeFolder(folder.path + "/starbridge.service.d")
        try FileText.write(
            "[Service]\nLoadCredential=tls-key:/etc/c\n", to: folder.path + "/starbridge.service.d/tls.conf")
        #expect(unit.source(of: "tls-key") == "/etc/c")
        let path = "${CREDENTIALS_DIRECTORY}/tls-key"
        #expect(try Secrets.expanded(path, environment: [:], unit: unit) == "/etc/c")
        #expect(throws: ConfigurationReason.self) {
            try Secrets.expanded("${CREDENTIALS_DIRECTORY}/other", environment: [:], unit: unit)
        }
    }
}

import LDAP
import Sandbox
import Testing

@testable import ConfigurationFile

@Suite struct SecretsTests {
    private static let environment = ["CREDENTIALS_DIRECTORY": "/run/credentials/starbridge.service"]

    @Test(arguments: [
        ("/etc/password", "/etc/password"), ("${CREDENTIALS_DIRECTORY}/p", "/run/credentials/starbridge.service/p"),
        ("$CREDENTIALS_DIRECTORY/p", "$CREDENTIALS_DIRECTORY/p"), ("${HOME}/p", "${HOME}/p"),
    ])
    func findsTheCredentialsOfSystemd(path: String, expanded: String) throws {
        #expect(try Secrets.expanded(path, environment: Self.environment) == expanded)
    }

    @Test func saysWhereTheCredentialsComeFrom() {
        let error = #expect(throws: ConfigurationReason.self) {
            try Secrets.expanded("${CREDENTIALS_DIRECTORY}/p", environment: [:])
        }
        #expect(error?.text.contains("when systemd starts Starbridge with LoadCredential=") == true)
        #expect(throws: Never.self) { try Secrets.expanded("/p", environment: [:]) }
    }

    @Test(arguments: [
        ("secret", "secret"), ("secret\n", "secret"), ("secret\r\n\n", "secret"), (" se cret \n", " se cret "),
        ("sécret", "sécret"),
    ])
    func readsASecretWithoutLineEnds(content: String, secret: String) throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try FileText.write(content, to: folder.path + "/secret")
        #expect(try Secrets.read(folder.path + "/secret") == Array(secret.utf8))
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func refusesAnEmptySecret(content: String) throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let path = folder.path + "/secret"
        var error = #expect(throws: LDAPError.self) { try Secrets.read(path) }
        #expect(error?.diagnostic == "the password file \(path) cannot be read")
        try FileText.write(content, to: path)
        error = #expect(throws: LDAPError.self) { try Secrets.read(path) }
        #expect(error?.diagnostic == "the password file \(path) is empty")
    }

    /// A secret in the file itself is never taken.
    @Test(arguments: ["password: x", "password_file: { value: x }", "passwordfile: x"])
    func takesNoSecretFromTheConfiguration(line: String) {
        let yaml = ConfigurationTests.smallest.replacing("password_file: /etc/starbridge/ldap-password", with: line)
        #expect(throws: ConfigurationError.self) { try Settings(yaml: yaml, file: "f") }
    }
}

import Authentication
import SCIM
import Testing

@testable import ConfigurationFile

@Suite struct OAuthConfigurationTests {
    private static let tenant = "72F988BF-86f1-41af-91ab-2d7cd011db47"

    private static func read(_ lines: String) -> Result<OAuthOptions, ConfigurationError> {
        do throws(ConfigurationError) {
            return .success(try Settings(yaml: "oauth:\n\(lines)\n" + ConfigurationTests.smallest, file: "f").oauth)
        } catch {
            return .failure(error)
        }
    }

    private static func problems(_ lines: String) -> [String] {
        if case .failure(let error) = self.read(lines) { error.problems.map(\.description) } else { [] }
    }

    @Test func withoutTheSectionClientsHaveSecretsAlone() throws {
        let settings = try Settings(yaml: ConfigurationTests.smallest, file: "f")
        #expect(settings.oauth == OAuthOptions())
        #expect(settings.oauth.accessTokenLifetime == .seconds(3600) && settings.oauth.issuer == nil)
    }

    /// What Entra has follows from the tenant.
    @Test func theTenantIsEnoughForEntra() throws {
        let options = try Self.read(
            "  tenant: \(Self.tenant)\n  direct: { audience: 8adf8e6e-67b2-4cf2-a259-e3dc5476c621 }"
        ).get()
        let tenant = Self.tenant.lowercased()
        #expect(
            options.issuer
                == TrustedIssuer(
                    tenant: tenant,
                    names: ["https://sts.windows.net/\(tenant)/", "https://login.microsoftonline.com/\(tenant)/v2.0"],
                    keysURL: "https://login.microsoftonline.com/\(tenant)/discovery/v2.0/keys"))
        #expect(options.direct == DirectTokens(audience: ["8adf8e6e-67b2-4cf2-a259-e3dc5476c621"]))
    }

    @Test func readsAllOfIt() throws {
        let options = try Self.read(
            """
              access_token_lifetime: 120m
              tenant: \(Self.tenant)
              issuers: [a, b]
              keys_url: https://keys.example/x
              ca_file: /ca.pem
              proxy: http://proxy.example:3128
              direct: { audience: [c, d], applications: [e], scopes: [read] }
              federated:
                - { client_id: f, subject: g, audience: h, scopes: [users, read] }
                - { client_id: i, subject: j, audience: [k] }
            """
        ).get()
        #expect(
            options
                == OAuthOptions(
                    accessTokenLifetime: .seconds(7200),
                    issuer: TrustedIssuer(
                        tenant: Self.tenant.lowercased(), names: ["a", "b"], keysURL: "https://keys.example/x",
                        caFile: "/ca.pem",
                        proxy: .init(host: "proxy.example", port: 3128)),
                    direct: DirectTokens(audience: ["c", "d"], applications: ["e"], scopes: .read),
                    federated: [
                        FederatedClient(id: "f", subject: "g", audience: ["h"], scopes: [.read, .users]),
                        FederatedClient(id: "i", subject: "j", audience: ["k"]),
                    ]))
    }

    private static let direct = "\n  direct: { audience: a }"

    @Test(
        arguments: [
            ("  tenant: acme.example" + direct, "f:2:11: oauth.tenant: must be the id of the tenant"),
            ("  access_token_lifetime: 1s", "f:2:26: oauth.access_token_lifetime: must be from 1m to 1440m"),
            ("  direct: { audience: a }", "oauth.tenant is missing"),
            ("  federated: []\n  tenant: x", "must not be empty"),
            ("  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47", "f:2:11: oauth.tenant does nothing alone"),
            ("  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n  direct: {}", "oauth.direct.audience is missing"),
            (
                "  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n  direct: { audience: [] }",
                "oauth.direct.audience must not be empty"
            ),
            (
                "  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n  direct: { audience: a, scopes: [console] }",
                "oauth.direct.scopes: must be read, users or groups"
            ),
            ("  keys_url: http://keys.example/x" + direct, "oauth.keys_url: must be an https:// URL"),
            ("  keys_url: file:///x" + direct, "oauth.keys_url: must be an https:// URL"),
            ("  proxy: proxy.example:3128" + direct, "oauth.proxy: must be the URL of a proxy"),
            ("  proxy: http://a:b@proxy.example:3128" + direct, "oauth.proxy: must be the URL of a proxy"),
            (
                "  tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n  federated: [{ client_id: a, subject: b, audience: c }, "
                    + "{ client_id: a, subject: d, audience: e }]", "two clients have the client_id a"
            ),
            ("  tenants: x", "unknown key oauth.tenants; did you mean tenant?"),
        ])
    func refusesWhatCannotBeMeant(lines: String, problem: String) {
        let problems = Self.problems(lines)
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }

    @Test(arguments: ["http://127.0.0.1:1/keys", "http://localhost:1/keys", "https://login.microsoftonline.us/x/keys"])
    func takesKeysFromThisMachineOrOverTLS(url: String) throws {
        let options = try Self.read("  tenant: \(Self.tenant)\n  keys_url: \(url)" + Self.direct).get()
        #expect(options.issuer?.keysURL == url)
    }
}

import LocalIssuer
import SCIM
import Testing

@testable import Authentication

@Suite struct KeySetTests {
    private static func names(_ members: [Value]) async throws -> [String] {
        try await KeySet(SigningKey.set(members), of: TrustedIssuer(tenant: EntraScene.tenant)).names
    }

    /// A key of another tenant, another use or another kind is none of ours.
    @Test func takesTheKeysOfTheTenant() async throws {
        let keys = try await SigningKey.all.value
        func key(_ name: String, _ members: Object) throws -> Value {
            var members = members
            members["kid"] = .string(name)
            return try keys[0].published(members)
        }
        let members = try [
            key("plain", [:]), key("template", ["issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"]),
            key("own", ["issuer": .string("https://sts.windows.net/\(EntraScene.tenant)/")]),
            key("foreign", ["issuer": .string("https://login.microsoftonline.com/\(EntraScene.otherTenant)/v2.0")]),
            key("personal", ["issuer": 7]), key("encryption", ["use": "enc"]), key("other", ["alg": "PS256"]),
            key("symmetric", ["kty": "oct", "k": "c2VjcmV0"]), key("curve", ["kty": "EC"]),
            key("short", ["n": "AQAB"]), key("long", ["n": .string(String(repeating: "A", count: 2000))]),
            key("slow", ["e": .string(String(repeating: "A", count: 300))]), key("plain", ["e": "Aw"]),
            keys[0].published(["kid": 1]), "nonsense",
        ]
        #expect(try await Self.names(members) == ["own", "plain", "template"])
    }

    @Test(arguments: [
        "", "<html>", "{}", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"RSA"}]}"#, #"{"keys":[],"keys":[]}"#,
    ])
    func refusesWhatIsNoSet(text: String) async throws {
        await #expect(throws: KeyFault.self) {
            try await KeySet(Array(text.utf8), of: TrustedIssuer(tenant: EntraScene.tenant))
        }
    }

    @Test func takesABoundedNumber() async throws {
        let key = try await SigningKey.all.value[0]
        let members = try (0..<150).map { try key.published(["kid": .string("\($0)")]) }
        #expect(try await Self.names(members).count == 100)
    }
}

import Encodings
@testable import Authentication
import Foundation
import LocalIssuer
import SCIM
import Testing

@Suite(.timeLimit(.minutes(1))) struct DirectTokenTests {
    @Test func admitsATokenOfEntra() async throws {
        try await EntraScene.run { scene in
            let name = "entra:" + EntraScene.application
            for claims in [
                scene.claims(),
                scene.claims(["iss": .string("https://login.microsoftonline.com/\(EntraScene.tenant)/v2.0")]),
            ] {
                let token = try await scene.keys[0].token(claims)
                #expect(await scene.verdict(token) == .accepted(Principal(name: name)))
                #expect(await scene.verdict(token) == .accepted(Principal(name: name)))
            }
        }
    }

    /// What is changed of the claims, and what the refusal says.
    @Test(
        arguments: [
            (["aud": "api://other"], "for somebody else (aud): 'api://other'"),
            (["aud": ["a", "b"]], "for somebody else (aud): 'a?b'"),
            (["aud": .null], "does not say for whom it is (aud)"), (["aud": [1]], "aud of the token is not a list"),
            (["tid": .string(EntraScene.otherTenant)], "of another tenant (tid)"), (["tid": .null], "names no tenant"),
            (["tid": 7], "tid of the token is not a text"),
            (["iss": .string("https://sts.windows.net/\(EntraScene.otherTenant)/")], "of another issuer (iss)"),
            (["iss": .null], "who has made it (iss)"), (["exp": .null], "when it expires (exp)"),
            (["exp": "tomorrow"], "exp of the token is not a time"), (["exp": 1], "has expired (exp)"),
            (["exp": -9_223_372_036_854_775_808], "has expired (exp)"), (["nbf": 9_000_000_000], "not yet good (nbf)"),
            (["nbf": 1e300], "not yet good (nbf)"),
        ] as [(Object, String)])
    func refusesOtherClaims(changes: Object, reason: String) async throws {
        try await EntraScene.run { scene in
            let refusal = try await scene.refusal(scene.keys[0].token(scene.claims(changes)))
            #expect(refusal?.contains(reason) == true, "\(refusal ?? "admitted")")
        }
    }

    /// Seconds before the beginning or behind the end of a token, and whether five minutes of clock error cover them.
    @Test(
        arguments: [
            ("exp", 0, true), ("exp", 299, true), ("exp", 300, false), ("nbf", 0, true), ("nbf", 300, true),
            ("nbf", 301, false),
        ] as [(String, Int64, Bool)])
    func bearsFiveMinutesOfClockError(claim: String, seconds: Int64, isAdmitted: Bool) async throws {
        try await EntraScene.run { scene in
            let now = Int64(scene.folder.clock.now.timeIntervalSince1970)
            let time = claim == "exp" ? now - seconds : now + seconds
            let refusal = try await scene.refusal(scene.keys[0].token(scene.claims([claim: .integer(time)])))
            #expect((refusal == nil) == isAdmitted, "\(refusal ?? "admitted")")
        }
    }

    /// A token that was found good is not good for ever.
    @Test func aKnownTokenExpiresToo() async throws {
        try await EntraScene.run { scene in
            let token = try await scene.keys[0].token(scene.claims())
            #expect(await scene.refusal(token) == nil)
            scene.folder.clock.advance(by: 4199)
            #expect(await scene.refusal(token) == nil)
            scene.folder.clock.advance(by: 1)
            #expect(await scene.refusal(token)?.contains("has expired") == true)
        }
    }

    @Test(arguments: [[], [EntraScene.application], ["other"]]) func restrictsApplications(applications: [String])
        async throws
    {
        var options = EntraScene.options
        options.direct = DirectTokens(audience: [EntraScene.audience], applications: applications, scopes: .read)
        try await EntraScene.run(options) { scene in
            let refusal = try await scene.refusal(scene.keys[0].token(scene.claims()))
            #expect((refusal == nil) == (applications != ["other"]))
            let verdict = try await scene.verdict(scene.keys[0].token(scene.claims(["appid": .null, "azp": "other"])))
            #expect(
                applications == [EntraScene.application]
                    || verdict == .accepted(Principal(name: "entra:other", scopes: .read)))
        }
    }

    /// The header decides nothing: not the algorithm, not where the key is.
    @Test(
        arguments: [
            (["alg": "none"], "signed by 'none', and only RS256"), (["alg": "HS256"], "signed by 'HS256'"),
            (["alg": "RS512"], "signed by 'RS512'"), (["alg": "rs256"], "signed by 'rs256'"),
            (["alg": 7], "names no algorithm"),
            (["kid": ""], "names no key"), (["kid": 1], "names no key"), (["crit": ["exp"]], "demands extensions"),
            (["kid": "nobody's"], "has no key 'nobody?s'"),
        ] as [(Object, String)])
    func refusesOtherHeaders(header: Object, reason: String) async throws {
        try await EntraScene.run { scene in
            let refusal = try await scene.refusal(scene.keys[0].token(scene.claims(), header: header))
            #expect(refusal?.contains(reason) == true, "\(refusal ?? "admitted")")
        }
    }

    @Test func refusesATokenThatIsNotSigned() async throws {
        try await EntraScene.run { scene in
            let token = try await scene.keys[0].token(scene.claims(), header: ["alg": "none"])
            let bare = token.split(separator: ".").dropLast().joined(separator: ".") + "."
            #expect(await scene.refusal(bare)?.contains("'none'") == true)
            let signed = try await scene.keys[0].token(scene.claims())
            #expect(await scene.refusal(signed.split(separator: ".").dropLast().joined(separator: ".") + ".") != nil)
        }
    }

    /// The public key, which everybody has, taken for the shared secret of HS256.
    @Test(arguments: ["HS256", "RS256"]) func refusesThePublicKeyAsSecret(algorithm: String) async throws {
        try await EntraScene.run { scene in
            let header: Value = ["alg": .string(algorithm), "kid": "one", "typ": "JWT"]
            let message = JSONWriter.bytes(header).base64URL + "." + JSONWriter.bytes(scene.claims()).base64URL
            let code = MessageCode.hash(Array(message.utf8), key: Array(scene.keys[0].publicPEM.utf8))
            let refusal = await scene.refusal(message + "." + code.base64URL)
            #expect(
                refusal?.contains(algorithm == "HS256" ? "signed by 'HS256'" : "signature of the token is wrong")
                    == true)
        }
    }

    @Test func refusesASignatureOfAnotherKey() async throws {
        try await EntraScene.run { scene in
            var impostor = scene.keys[1]
            impostor.name = "one"
            #expect(try await scene.refusal(impostor.token(scene.claims()))?.contains("signature") == true)
            // The claims of one token with the signature of another.
            let good = try await scene.keys[0].token(scene.claims()).split(separator: ".")
            let other = try await scene.keys[0].token(scene.claims(["sub": "x"])).split(separator: ".")
            #expect(await scene.refusal("\(good[0]).\(other[1]).\(good[2])")?.contains("signature") == true)
        }
    }

    /// A claim that stands twice could be read in two ways.
    @Test(
        arguments: [
            #"{"tid":"a","tid":"b","exp":9000000000,"iss":"x","aud":"y"}"#, #"{"tid":"a","TID":"b"}"#, "[]", "{", "",
            "\u{FEFF}", #"{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}"#,
        ])
    func refusesClaimsThatCannotBeRead(claims: String) async throws {
        try await EntraScene.run { scene in
            let header = JSONWriter.bytes(["alg": "RS256", "kid": "one"])
            let token = try await scene.keys[0].token(header: header, claims: Array(claims.utf8))
            #expect(await scene.refusal(token) == "The claims of the token cannot be read.")
        }
    }

    @Test func refusesTokensThatAreTooLong() async throws {
        try await EntraScene.run { scene in
            let token = try await scene.keys[0].token(
                scene.claims(["x": .string(String(repeating: "x", count: 20_000))]))
            #expect(await scene.refusal(token) == "The token is too long.")
        }
    }

    @Test(arguments: ["a.b.c", "..", "a..b", "ä.ö.ü", "a.b.c=", "e30.e30.!!!!"]) func refusesGarbage(token: String)
        async throws
    {
        try await EntraScene.run { scene in
            #expect(await scene.refusal(token) != nil)
            #expect(scene.fetcher.count <= 1)
        }
    }

    /// Any byte of a good token that is changed makes it a bad one, but for bits that Base64 does not use.
    @Test func refusesEveryChangedToken() async throws {
        try await EntraScene.run { scene in
            let token = Array(try await scene.keys[0].token(scene.claims()).utf8)
            for index in token.indices.dropLast() {
                var changed = token
                changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let refusal = await scene.refusal(String(decoding: changed, as: UTF8.self))
                #expect(refusal != nil, "byte \(index)")
            }
        }
    }

    /// Nobody's token is a JWT where none are taken.
    @Test func withoutAnIssuerAJWTIsNobodysToken() async throws {
        try await EntraScene.run(OAuthOptions()) { scene in
            let token = try await scene.keys[0].token(scene.claims())
            #expect(await scene.verdict(token) == .refused(.unknownToken))
        }
    }

    @Test func keepsABoundedNumberOfTokens() {
        let known = VerifiedTokens()
        func token(_ number: Int) -> ShownToken { ShownToken(text: "", digest: Array("\(number)".utf8), time: 1000) }
        for number in 0...VerifiedTokens.maximumCount {
            known.add(token(number), Principal(name: "\(number)"), end: 2, epoch: 1)
        }
        #expect(known.principal(of: token(0), epoch: 1) == nil)
        #expect(known.principal(of: token(VerifiedTokens.maximumCount), epoch: 1) != nil)
        #expect(known.principal(of: token(VerifiedTokens.maximumCount), epoch: 2) == nil)
    }
}

import Authentication
import Foundation
import LogLines
import Logging
import SCIM
import Testing

@Suite struct TokenAuthenticatorTests {
    @Test(
        arguments: [
            ("s3cret", .accepted(Principal(name: "entra", scopes: [.read, .users, .groups]))),
            ("reader", .accepted(Principal(name: "audit", scopes: .read))),
            ("s3cret2", .refused(.unknownToken)), ("", .refused(.unknownToken)), (nil, .refused(.missing)),
        ] as [(String?, Verdict)])
    func judgesByTheToken(token: String?, verdict: Verdict) async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra", "s3cret")
            try folder.add("audit", "reader", scopes: .read)
            let authenticator = TokenAuthenticator(store: folder.store())
            #expect(await authenticator.authenticate(Credentials(bearerToken: token)) == verdict)
        }
    }

    /// Two tokens live while one takes the place of the other.
    @Test func severalTokensLiveUntilTheyAreRevoked() async throws {
        try await TokenFolder.run { folder in
            try folder.add("old", "a")
            try folder.add("new", "b")
            let authenticator = TokenAuthenticator(store: folder.store())
            for (token, name) in [("a", "old"), ("b", "new")] {
                #expect(
                    await authenticator.authenticate(Credentials(bearerToken: token))
                        == .accepted(Principal(name: name)))
            }
            try folder.file.update { $0.removeAll { $0.name == "old" } }
            folder.clock.advance(by: 1)
            #expect(await authenticator.authenticate(Credentials(bearerToken: "a")) == .refused(.unknownToken))
            #expect(
                await authenticator.authenticate(Credentials(bearerToken: "b")) == .accepted(Principal(name: "new")))
        }
    }

    @Test func saysOfATokenThatItHasExpired() async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra", "s3cret", life: 60)
            let authenticator = TokenAuthenticator(store: folder.store())
            #expect(
                await authenticator.authenticate(Credentials(bearerToken: "s3cret"))
                    == .accepted(Principal(name: "entra")))
            folder.clock.advance(by: 60)
            let verdict = await authenticator.authenticate(Credentials(bearerToken: "s3cret"))
            guard case .refused(.invalidToken(let reason)) = verdict else {
                Issue.record("\(verdict)")
                return
            }
            #expect(reason.hasPrefix("The token 'entra' expired at 2026-06-01T00:01:00Z; make another one"))
        }
    }

    /// A client shows its secret at the token endpoint, and nowhere else.
    @Test func aSecretOfAClientIsNoToken() async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra-1", "s3cret", client: "entra")
            let authenticator = TokenAuthenticator(store: folder.store())
            #expect(await authenticator.authenticate(Credentials(bearerToken: "s3cret")) == .refused(.unknownToken))
        }
    }

    @Test func nobodyIsKnownWithoutAFile() async {
        let store = TokenStore(
            file: TokensFile(path: "/nowhere/tokens.json"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let authenticator = TokenAuthenticator(store: store)
        #expect(await authenticator.authenticate(Credentials(bearerToken: "s3cret")) == .refused(.unknownToken))
    }

    /// Whichever way the clock was put, the file is looked at again.
    @Test(arguments: [0.5, 86_400, -86_400]) func seesChangesWhateverTheClockDoes(step: Double) async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra", "s3cret")
            let authenticator = TokenAuthenticator(store: folder.store())
            _ = await authenticator.authenticate(Credentials(bearerToken: "s3cret"))
            try folder.file.update { $0 = [] }
            folder.clock.advance(by: step)
            #expect(await authenticator.authenticate(Credentials(bearerToken: "s3cret")) == .refused(.unknownToken))
        }
    }

    @Test func keepsTheTokensOfAFileThatBreaks() async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra", "s3cret")
            let authenticator = TokenAuthenticator(store: folder.store())
            _ = await authenticator.authenticate(Credentials(bearerToken: "s3cret"))
            let bytes = try #require(FileManager.default.contents(atPath: folder.file.path))
            try bytes.prefix(bytes.count / 2).write(to: URL(filePath: folder.file.path))
            for _ in 0..<3 {
                folder.clock.advance(by: 1)
                #expect(
                    await authenticator.authenticate(Credentials(bearerToken: "s3cret"))
                        == .accepted(Principal(name: "entra")))
            }
            #expect(
                folder.lines.all.map(\.message) == [
                    "The tokens file cannot be used; the tokens read before stay valid."
                ])
        }
    }
}

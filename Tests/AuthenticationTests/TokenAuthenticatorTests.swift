import Authentication
import Foundation
import Logging
import SCIM
import Testing

@Suite struct TokenAuthenticatorTests {
    private static func authenticator(expires: Date? = nil) throws -> (TokenAuthenticator, remove: () -> Void) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let file = TokensFile(path: folder.appending(path: "tokens.json").path)
        let digest = SecretToken.digest(of: "s3cret")
        try file.update { $0 = [.init(name: "entra", digest: digest, created: Date(), expires: expires)] }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return (
            TokenAuthenticator(file: file, logger: logger), { try? FileManager.default.removeItem(at: folder) }
        )
    }

    @Test(
        arguments: [
            ("s3cret", .accepted(Principal(name: "entra", scopes: [.read, .users, .groups]))),
            ("s3cret2", .refused(.unknownToken)), ("", .refused(.unknownToken)), (nil, .refused(.missing)),
        ] as [(String?, Verdict)])
    func judgesByTheToken(token: String?, verdict: Verdict) async throws {
        let (authenticator, remove) = try Self.authenticator()
        defer { remove() }
        #expect(await authenticator.authenticate(Credentials(bearerToken: token)) == verdict)
    }

    @Test func aTokenThatHasExpiredIsAsGoodAsUnknown() async throws {
        let (authenticator, remove) = try Self.authenticator(expires: Date().addingTimeInterval(-1))
        defer { remove() }
        #expect(await authenticator.authenticate(Credentials(bearerToken: "s3cret")) == .refused(.unknownToken))
    }

    @Test func nobodyIsKnownWithoutAFile() async {
        let authenticator = TokenAuthenticator(
            file: TokensFile(path: "/nowhere/tokens.json"),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(await authenticator.authenticate(Credentials(bearerToken: "s3cret")) == .refused(.unknownToken))
    }
}

import Encodings
public import SCIM

/// Admits whoever shows a secret token whose digest is in the tokens file, or a token that one of the other judges finds good.
public final class TokenAuthenticator: Authenticator {
    private let store: TokenStore
    private let judges: [any TokenJudge]

    /// Admits the tokens of a store; the judges are asked, one after the other, for what is none of these.
    init(store: TokenStore, judges: [any TokenJudge]) {
        self.store = store
        self.judges = judges
    }

    /// Admits the tokens of a store and no others.
    public convenience init(store: TokenStore) {
        self.init(store: store, judges: [])
    }

    /// Returns whose token it is, or why it is refused.
    public func authenticate(_ credentials: Credentials) async -> Verdict {
        guard let token = credentials.bearerToken else { return .refused(.missing) }
        let digest = SecretToken.digest(of: token)
        let now = self.store.clock.milliseconds
        let tokens = self.store.content(at: now).bearers
        // Every token is compared, so that the time does not tell which came close.
        var found: Int?
        for index in tokens.indices where tokens[index].record.digest.equalsInConstantTime(digest) { found = index }
        guard let found else { return await self.judge(ShownToken(text: token, digest: digest, time: now)) }
        guard now < tokens[found].end else { return .refused(.invalidToken(tokens[found].expired)) }
        tokens[found].lastUse.note(now)
        return .accepted(tokens[found].principal)
    }

    private func judge(_ token: ShownToken) async -> Verdict {
        for judge in self.judges {
            if let verdict = await judge.verdict(on: token) { return verdict }
        }
        return .refused(.unknownToken)
    }
}

/// A bearer token that came with a call, and is none of the secret ones.
struct ShownToken: Sendable {
    let text: String
    /// Its SHA-256 digest.
    let digest: [UInt8]
    /// When it came, in milliseconds since 1970.
    let time: Int64
}

/// The judge of one kind of tokens that is told by its form.
protocol TokenJudge: Sendable {
    /// Whose token it is, or why it is refused; nil for a token of another kind.
    func verdict(on token: ShownToken) async -> Verdict?
}

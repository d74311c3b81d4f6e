import SCIM

/// Judges the tokens that the token endpoint has given.
struct AccessTokenJudge: TokenJudge {
    private let store: TokenStore
    private let federated: [[UInt8]: Principal]

    init(store: TokenStore, federated: [FederatedClient]) {
        self.store = store
        self.federated = Dictionary(federated.map { ($0.holder, $0.principal) }) { first, _ in first }
    }

    func verdict(on token: ShownToken) async -> Verdict? {
        guard token.text.hasPrefix(AccessToken.prefix) else { return nil }
        let content = self.store.content(at: token.time)
        guard let key = content.signingKey, let access = AccessToken(token.text, signedWith: key) else { return nil }
        guard token.time / 1000 < access.end else {
            return .refused(.invalidToken("The access token has expired; get another one from the token endpoint."))
        }
        if let secret = content.secrets.first(where: { $0.holder == access.holder }) {
            secret.lastUse.note(token.time)
            return Self.verdict(secret.principal, access)
        }
        if let principal = self.federated[access.holder] { return Self.verdict(principal, access) }
        return .refused(.invalidToken("The client that the access token was given to has been revoked."))
    }

    /// A client that has lost a scope since has lost it in its tokens, too.
    private static func verdict(_ principal: Principal, _ token: AccessToken) -> Verdict {
        .accepted(Principal(name: principal.name, scopes: principal.scopes.intersection(token.scopes)))
    }
}

/// What a configuration says of OAuth and of Entra ID's tokens.
public struct OAuthOptions: Hashable, Sendable {
    /// How long an access token is good.
    public var accessTokenLifetime: Duration
    /// Whose JWT are believed; nil for nobody's.
    public var issuer: TrustedIssuer?
    /// What is demanded of JWT that come with the calls themselves; nil where none are taken.
    public var direct: DirectTokens?
    /// The clients that show a JWT in the place of a secret.
    public var federated: [FederatedClient]

    /// Creates options; without any, clients have secrets alone.
    public init(
        accessTokenLifetime: Duration = .seconds(3600), issuer: TrustedIssuer? = nil, direct: DirectTokens? = nil,
        federated: [FederatedClient] = []
    ) {
        self.accessTokenLifetime = accessTokenLifetime
        self.issuer = issuer
        self.direct = direct
        self.federated = federated
    }
}

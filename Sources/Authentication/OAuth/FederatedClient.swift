public import SCIM

/// A client of the token endpoint that shows a JWT of Entra ID in the place of a secret (RFC 7523 section 2.2): workload identity
/// federation.
public struct FederatedClient: Hashable, Sendable {
    /// Its `client_id`.
    public var id: String
    /// What `sub` must be: the object id of the service principal.
    public var subject: String
    /// What `aud` may be; there is one at least.
    public var audience: [String]
    /// What it may do.
    public var scopes: Scopes

    /// Creates a client.
    public init(id: String, subject: String, audience: [String], scopes: Scopes = .service) {
        self.id = id
        self.subject = subject
        self.audience = audience
        self.scopes = scopes
    }

    /// By what an access token names it; another one as soon as anything of it is changed, but for the scopes.
    var holder: [UInt8] {
        let parts = [self.id, self.subject] + self.audience
        return Array(
            SecretToken.digest(of: "federated\n" + parts.joined(separator: "\n")).prefix(AccessToken.holderSize))
    }

    var principal: Principal { Principal(name: self.id, scopes: self.scopes) }
}

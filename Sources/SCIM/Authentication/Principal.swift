/// The client on whose behalf a call is done.
public struct Principal: Hashable, Sendable {
    /// The name under which logs and the journal know the client.
    public var name: String
    /// What the client may do.
    public var scopes: Scopes

    /// Creates a principal; without scopes it may do all that the SCIM service offers.
    public init(name: String, scopes: Scopes = .service) {
        self.name = name
        self.scopes = scopes
    }
}

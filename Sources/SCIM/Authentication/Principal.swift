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

/// What a client may do.
public struct Scopes: OptionSet, Hashable, Sendable {
    /// One bit for each scope.
    public var rawValue: UInt8

    /// Creates a set of scopes from its bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Users and groups are read.
    public static let read = Scopes(rawValue: 1)
    /// Users are created, changed and deleted.
    public static let users = Scopes(rawValue: 2)
    /// Groups are created, changed and deleted.
    public static let groups = Scopes(rawValue: 4)

    /// All that the SCIM service offers.
    public static let service: Scopes = [.read, .users, .groups]
}

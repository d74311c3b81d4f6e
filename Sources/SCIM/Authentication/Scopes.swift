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
    /// The administrator's page is opened; nothing of the SCIM service is.
    public static let console = Scopes(rawValue: 8)

    /// All that the SCIM service offers.
    public static let service: Scopes = [.read, .users, .groups]
}

extension Scopes {
    /// Each scope by its name, in the order in which they are told.
    private static let named: [(name: String, scope: Scopes)] = [
        ("read", .read), ("users", .users), ("groups", .groups), ("console", .console),
    ]

    /// The names of all scopes.
    public static var allNames: [String] { self.named.map(\.name) }

    /// The scope that a name stands for; nil for a name that none has.
    public init?(name: String) {
        guard let scope = Self.named.first(where: { $0.name == name })?.scope else { return nil }
        self = scope
    }

    /// The names of the scopes: `[.users, .read] → ["read", "users"]`.
    public var names: [String] {
        Self.named.filter { self.contains($0.scope) }.map(\.name)
    }
}

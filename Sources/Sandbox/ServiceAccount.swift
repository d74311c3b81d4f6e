/// An account of a private directory, below `ou=services`.
public struct ServiceAccount: Sendable {
    /// Its `cn`.
    public var name: String
    /// Its password.
    public var password: String
    /// Whether size and time limits do not hold for it.
    public var isUnlimited: Bool

    /// Creates an account.
    public init(name: String, password: String, isUnlimited: Bool) {
        self.name = name
        self.password = password
        self.isUnlimited = isUnlimited
    }

    /// The account of the bridge.
    public static let starbridge = ServiceAccount(name: "starbridge", password: "starbridge-secret", isUnlimited: false)
    /// The account of whoever looks behind the back of the bridge: it may read and write everything.
    public static let inspector = ServiceAccount(name: "inspector", password: "inspector-secret", isUnlimited: true)
}

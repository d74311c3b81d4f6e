import LDAP

/// The numbers that Starbridge chooses for an entry beside what the client wishes for, since others have those before them.
public struct Choices: Hashable, Sendable {
    /// The number behind the name of the entry; 1 stands for none.
    public var name = 1
    /// The numbers that allocated attributes get, or that stand behind their texts, where 1 stands for none.
    public var allocated: [LDAP.AttributeDescription: Int] = [:]

    /// Chooses nothing.
    public init() {}
}

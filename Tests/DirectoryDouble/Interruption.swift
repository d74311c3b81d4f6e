import LDAP

/// What comes between a client and the server at one write.
public struct Interruption: Sendable {
    /// What becomes of the answer.
    enum Fate: Sendable {
        /// It comes.
        case answered
        /// The server refuses, and makes no change.
        case refused(LDAPError)
        /// It is lost, and nobody knows whether the change was made.
        case lost(isMade: Bool)
        /// It is lost, and the client learns by reading back that the change was made.
        case readBack
    }

    /// What another writer does before the change is made.
    var other: @Sendable (inout MemoryTree) -> Void = { _ in }
    var fate = Fate.answered

    /// The server refuses.
    public static func refused(_ error: LDAPError) -> Interruption { Interruption(fate: .refused(error)) }

    /// The server refuses with a code.
    public static func refused(_ code: ResultCode) -> Interruption { .refused(LDAPError(code)) }

    /// The connection is lost, and nobody knows whether the change was made.
    public static func lost(isMade: Bool) -> Interruption { Interruption(fate: .lost(isMade: isMade)) }

    /// The connection is lost, the change was made, and the client learns that by reading back.
    public static let readBack = Interruption(fate: .readBack)

    /// Another writer comes first.
    public static func other(_ change: @escaping @Sendable (inout MemoryTree) -> Void) -> Interruption {
        Interruption(other: change)
    }

    /// The same, after another writer has come first.
    public func after(_ change: @escaping @Sendable (inout MemoryTree) -> Void) -> Interruption {
        Interruption(other: change, fate: self.fate)
    }
}

import LDAP
import Translator

/// What one call did to the directory, told after the directory has committed it.
public struct AppliedChange: Sendable {
    /// The request id of the call, as the client's log shows it.
    public var requestID: String
    /// The name of the token that the call came with.
    public var principal: String
    /// What the call meant for the entry.
    public var effect: Plan.Effect
    /// The changes in the order in which they were applied.
    public var changes: [Change]

    /// Creates the record of a call.
    public init(requestID: String, principal: String, effect: Plan.Effect, changes: [Change]) {
        self.requestID = requestID
        self.principal = principal
        self.effect = effect
        self.changes = changes
    }

    /// The changes as LDIF (RFC 2849), secrets masked.
    public var ldif: String {
        self.changes.map { $0.ldif() }.joined(separator: "\n")
    }
}

import LDAP
import SCIM
import Translator

/// What one plan of a call did to the directory, told after the directory has committed it.
public struct AppliedChange: Sendable {
    /// The request id of the call, as the client's log shows it.
    public var requestID: String
    /// The name of the token that the call came with.
    public var principal: String
    /// What the plan meant for the entry.
    public var effect: Plan.Effect
    /// What the directory holds of the plan, in the order in which it was applied.
    public var steps: [AppliedStep]

    /// What a call has done by a plan; nil if nothing of it is in the directory.
    init?(_ record: PlanRecord, _ work: Work) {
        self.steps = record.applied
        if self.steps.isEmpty { return nil }
        self.requestID = work.context.requestID
        self.principal = work.context.principal.name
        self.effect = record.plan.effect
    }

    /// The changes in the order in which they were applied.
    public var changes: [Change] { self.steps.map(\.change) }

    /// The changes as LDIF (RFC 2849), secrets masked.
    public var ldif: String {
        self.changes.map { $0.ldif() }.joined(separator: "\n")
    }
}

import LDAP
import Translator

/// What has become of a plan, step by step.
public struct PlanRecord: Hashable, Sendable {
    /// What has become of a step.
    public enum Fate: Hashable, Sendable {
        /// It was not begun.
        case untouched
        /// The directory holds it.
        case done
        /// The directory did not make it, because another writer has seen to it.
        case needless
        /// The directory refused it, and holds nothing of it.
        case refused
        /// The directory held it until a later step failed.
        case takenBack
        /// The directory holds it although a later step failed: it could not be taken back, or must not be.
        case stayed
        /// The directory held it until a later step failed, and nobody knows whether it still does: the answer to the change that
        /// takes it back was lost.
        case inDoubt
        /// Nobody knows whether the directory holds it: the answer was lost.
        case unknown
    }

    /// The plan.
    public let plan: Plan
    /// What has become of each of its steps, in their order.
    public internal(set) var fates: [Fate]
    /// The id of the entry that the plan has added, if the server returned it.
    public internal(set) var newID: AttributeValueAssertion?

    /// A record of a plan of which nothing is begun.
    public init(of plan: Plan) {
        self.plan = plan
        self.fates = Array(repeating: .untouched, count: plan.steps.count)
    }

    /// The steps that the directory holds now, or may hold although they were to be taken back, in the order in which they were applied.
    public var applied: [AppliedStep] {
        zip(self.plan.steps, self.fates).compactMap { step, fate in
            guard [.done, .stayed, .inDoubt].contains(fate) else { return nil }
            return AppliedStep(step, id: step.recovery.id ?? self.addedID(by: step))
        }
    }

    private func addedID(by step: Plan.Step) -> AttributeValueAssertion? {
        if case .add = step.change { self.newID } else { nil }
    }
}

/// A step that the directory holds, with all that is needed to tell of it and to undo it.
public struct AppliedStep: Hashable, Sendable {
    /// The change.
    public var change: Change
    /// The change that takes it back; nil if nothing can.
    public var inverse: Change?
    /// What was true of the entry before.
    public var precondition: Filter?
    /// The immutable id of the entry, by which it is found under any name; nil where it is not known.
    public var id: AttributeValueAssertion?

    /// A step of a plan, done to the entry with an id.
    init(_ step: Plan.Step, id: AttributeValueAssertion?) {
        self.change = step.change
        self.inverse = step.inverse
        self.precondition = step.precondition
        self.id = id
    }
}

import LDAP
import Translator

/// A step that the directory refused, or in the middle of which it went away, and what has become of the rest of its plan.
public struct StepFailure: Error {
    /// What the directory said.
    public let error: LDAPError
    /// What has become of each step of the plan.
    public internal(set) var record: PlanRecord
    /// Why changes could not be taken back; the last reason.
    public internal(set) var returnError: LDAPError?
    /// Whether only a finishing step failed, after all that the plan is for.
    public internal(set) var isAlmostDone = false
    /// Whether the answer to a rename or deletion, or to a later step, was lost and read back.
    var isReadBack = false
    private let index: Int

    /// The failure of the step at a position of its plan.
    init(_ error: LDAPError, at index: Int, of record: PlanRecord) {
        self.error = error
        self.index = index
        self.record = record
        self.record.fates[index] = error.outcome == .unknown ? .unknown : .refused
    }

    /// The step that failed.
    private var step: Plan.Step { self.record.plan.steps[self.index] }

    /// The change that the directory refused.
    public var change: Change { self.step.change }

    /// The membership that the step which failed was to write; nil for a change of the entry itself.
    var membership: Membership? { self.step.membership }

    /// The changes of the same plan that are made and could not be taken back.
    var remaining: [Change] {
        zip(self.record.plan.steps, self.record.fates).enumerated().compactMap { index, made in
            let isLeft = [.stayed, .inDoubt, .unknown].contains(made.1)
            return isLeft && index != self.index ? made.0.change : nil
        }
    }

    /// The changes of the same plan that have locked an account, and stay.
    var locking: [Change] {
        zip(self.record.plan.steps, self.record.fates).compactMap { step, fate in
            step.role == .disabling && (fate == .done || fate == .stayed) ? step.change : nil
        }
    }

    /// The rename or deletion of the same plan that was made before this step failed.
    var renaming: Change? {
        self.record.plan.steps[..<self.index].indices.last { index in
            self.record.fates[index] != .needless && self.record.plan.steps[index].change.endsName
        }.map { self.record.plan.steps[$0].change }
    }

    /// What failed last, by which the whole is judged.
    var last: LDAPError { self.returnError ?? self.error }
}

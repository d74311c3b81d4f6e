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
    /// Whether all that the plan is for is done, and no more than an end of it was refused.
    public internal(set) var isAlmostDone = false
    /// Whether the answer to the change that ends the entry's name, or to one after it, was lost, and the entry itself has told
    /// that it is made.
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

    /// The changes of the same plan that are made and could not be taken back.
    var remaining: [Change] {
        zip(self.record.plan.steps, self.record.fates).enumerated().compactMap { index, made in
            let isLeft = made.1 == .stayed || made.1 == .unknown
            return isLeft && index != self.index ? made.0.change : nil
        }
    }

    /// The changes of the same plan that have locked an account, and stay.
    var locking: [Change] {
        zip(self.record.plan.steps, self.record.fates).compactMap { step, fate in
            step.role == .disabling && (fate == .done || fate == .stayed) ? step.change : nil
        }
    }

    /// The change of the same plan that has given an entry another name, or none, before this one failed.
    var renaming: Change? {
        self.record.plan.steps[..<self.index].indices.last { index in
            self.record.fates[index] != .needless && self.record.plan.steps[index].change.endsName
        }.map { self.record.plan.steps[$0].change }
    }

    /// What failed last, by which the whole is judged.
    var last: LDAPError { self.returnError ?? self.error }
}

import SCIM
import Translator

/// Writes what the directory holds of each plan into the call's record, and tells somebody who has asked for it.
struct ChangeObserver: PlanWrapper {
    let next: any PlanExecutor
    let observe: @Sendable (AppliedChange) -> Void

    func end(_ record: PlanRecord, _ work: Work) async {
        guard let applied = AppliedChange(record, work) else { return }
        work.shared.metrics.committed(applied.effect)
        // The call is about the entry that the number is for.
        if applied.effect != .allocate, let deed = CallRecord.Deed(applied.effect, applied.changes) {
            work.context.record.note(deed)
        }
        self.observe(applied)
    }
}

import LDAP
import SCIM
import Translator

/// Applies plans.
///
/// Executors are a chain: each stands around the next one, may refuse a plan before anything of it is written, and reads from what
/// the next one returns or throws what has become of every step. ``PlanWrapper`` is the usual way to be one of them;
/// ``DirectoryExecutor`` is the innermost, which writes.
public protocol PlanExecutor: Sendable {
    /// Applies the steps of a plan in their order, and takes them back where one of them fails.
    /// - Throws: ``PlanFailure``: who refused the plan, or which step failed and what has become of the others.
    func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome
}

/// Why a plan was not applied.
public enum PlanFailure: Error {
    /// An executor did not let it through, for a reason that the client is told; nothing was written.
    case refused(SCIMError)
    /// The directory refused a step, or went away in the middle of one.
    case failed(StepFailure)
}

/// What became of a plan that was not refused: it is done, or has lost a race.
public enum PlanOutcome: Sendable {
    /// The directory holds the change; `entry` is what the server returned with the write, if it did.
    ///
    /// `isReadBack` tells that the answer to a rename or deletion was lost, and that the entry read back shows it done.
    case done(PlanRecord, entry: Entry?, isReadBack: Bool)
    /// Another writer came first, or the entry has moved: read it again and plan anew.
    case lostRace(PlanRecord)

    /// What has become of each step.
    public var record: PlanRecord {
        switch self {
        case .done(let record, _, _), .lostRace(let record): record
        }
    }
}

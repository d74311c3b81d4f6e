import SCIM
import Translator

/// An executor around another one: it may refuse a plan before its first step, and hears after the last one what has become of
/// each of them.
///
/// Of several wrappers the outermost hears first that a plan begins and last that it has ended.
public protocol PlanWrapper: PlanExecutor {
    /// The executor that is wrapped.
    var next: any PlanExecutor { get }

    /// Hears of a plan before anything of it is written; nothing is written before this returns.
    /// - Throws: why the plan must not be applied, as the client is told.
    func begin(_ plan: Plan, _ work: Work) async throws(SCIMError)

    /// Hears what has become of each step of a plan that was let through, whether it is done, has failed, or was refused by an
    /// executor further in; the client has no answer before this returns.
    func end(_ record: PlanRecord, _ work: Work) async
}

extension PlanWrapper {
    /// Tells the wrapper, and applies the plan by the next executor.
    public func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        do {
            try await self.begin(plan, work)
        } catch {
            throw .refused(error)
        }
        do {
            let outcome = try await self.next.execute(plan, work)
            await self.end(outcome.record, work)
            return outcome
        } catch {
            await self.end(error.record ?? PlanRecord(of: plan), work)
            throw error
        }
    }

    /// Lets every plan through.
    public func begin(_ plan: Plan, _ work: Work) async throws(SCIMError) {}

    /// Takes no notice.
    public func end(_ record: PlanRecord, _ work: Work) async {}
}

extension PlanFailure {
    /// What has become of each step; nil where none was begun.
    fileprivate var record: PlanRecord? {
        switch self {
        case .refused: nil
        case .failed(let failure): failure.record
        }
    }
}

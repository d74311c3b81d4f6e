public import Bridge
import Encodings
import LDAP
import Logging
import SCIM
public import Translator

/// Writes every plan into the journal before its first step, and what became of it after the last.
///
/// What cannot be written down is not done, but for a disable; unless the journal is not required.
public struct JournalExecutor: PlanExecutor {
    private let next: any PlanExecutor
    private let journal: Journal
    private let terms: JournalTerms
    private let secrets: SecretNames

    /// Stands around another executor.
    public init(next: any PlanExecutor, journal: Journal, terms: JournalTerms) {
        (self.next, self.journal, self.terms) = (next, journal, terms)
        self.secrets = SecretNames(of: terms.secrets)
    }

    /// Applies a plan by the next executor, and writes that down.
    /// - Throws: ``PlanFailure``, also where the journal cannot be written.
    public func execute(_ plan: Plan, _ work: Work) async throws(PlanFailure) -> PlanOutcome {
        if plan.steps.isEmpty { return try await self.next.execute(plan, work) }
        if !self.journal.isSettled { try await self.recover(before: plan, work) }
        var event = JournalEvent(
            plan, id: self.journal.nextID(), origin: self.origin(of: work), hiding: self.terms.secrets)
        let records = event.steps.map(StepRecords.init)
        try self.begin(event, plan, self.body(of: work), records)
        // A disk that hangs stands between nobody and their disable, for which it is asked afterwards.
        if self.waitsForDisk, !plan.isDisabling { try await self.secure(&event, plan) }
        let start = ContinuousClock.now
        do {
            let outcome = try await self.next.execute(plan, work)
            event.take(outcome.record)
            await self.end(&event, plan, records, outcome.ending, since: start)
            return outcome
        } catch {
            event.take(error, plan)
            await self.end(&event, plan, records, error.ending, reason: error.reason, since: start)
            throw error
        }
    }
}

extension JournalExecutor {
    private func origin(of work: Work) -> JournalEvent.Origin {
        let context = work.context
        return JournalEvent.Origin(
            requestID: context.requestID, clientIDs: context.clientIDs, principal: context.principal.name,
            method: context.call?.method ?? "-", path: context.call?.path ?? "-")
    }

    /// What the client has sent, which is written where it stays and nowhere before.
    private func body(of work: Work) -> MaskedBody? {
        work.context.call?.body.map { MaskedBody($0, hiding: self.secrets.names(for: work)) }
    }

    /// Whether an event is brought to the disk before it goes on: always, or since the last one could not be.
    private var waitsForDisk: Bool { self.terms.synchronisation == .each || self.journal.isDoubtful }

    /// - Throws: 503 where the plan must not be applied, since nobody could take it back.
    private func begin(
        _ event: JournalEvent, _ plan: Plan, _ body: MaskedBody?, _ records: [StepRecords]
    ) throws(PlanFailure) {
        let block = BlockWriter.begin(event, sending: body, records: records)
        do throws(JournalError) {
            try self.journal.append(block, self.terms)
        } catch {
            if plan.isDisabling {
                self.tellDisable(event, plan)
            } else if self.terms.isRequired {
                throw .refused(.unwritable(error))
            }
            self.journal.keep(block)
        }
    }

    /// Brings the beginning of an event to the disk before anything of it is done.
    /// - Throws: 503 where that fails, and the plan must not be applied.
    private func secure(_ event: inout JournalEvent, _ plan: Plan) async throws(PlanFailure) {
        do throws(JournalError) {
            try await self.journal.sync()
        } catch {
            if !self.terms.isRequired { return }
            let failure = PlanFailure.refused(.unwritable(error))
            event.take(failure, plan)
            event.outcome = .init(failure.ending, reason: failure.reason)
            self.journal.appendLater(BlockWriter.outcome(of: event), self.terms)
            throw failure
        }
    }

    /// Tells the log of the change of somebody who is disabled although the journal does not keep it.
    private func tellDisable(_ event: JournalEvent, _ plan: Plan) {
        let ldif = plan.steps.map { $0.change.ldif(secrets: self.terms.secrets) }.joined(separator: "\n")
        self.journal.logger.warning(
            "Somebody is disabled, although the journal cannot be written.",
            metadata: ["request_id": "\(event.origin.requestID)", "event": "\(event.id)", "ldif": "\(ldif)"])
    }

    private func end(
        _ event: inout JournalEvent, _ plan: Plan, _ records: [StepRecords], _ ending: JournalEvent.Ending,
        reason: String? = nil, since start: ContinuousClock.Instant
    ) async {
        let duration = (ContinuousClock.now - start).components
        event.outcome = .init(
            ending, reason: reason,
            duration: Int(duration.seconds * 1_000_000 + duration.attoseconds / 1_000_000_000_000))
        self.journal.appendLater(BlockWriter.outcome(of: event, records: records), self.terms)
        guard plan.isDisabling ? self.waitsForDisk : self.terms.synchronisation == .each else { return }
        // The directory holds it by now, and the answer is what is true: the log is told.
        do throws(JournalError) {
            try await self.journal.sync()
        } catch {
            if plan.isDisabling { return self.tellDisable(event, plan) }
            self.journal.logger.debug("The end of an event is not on the disk.", metadata: ["event": "\(event.id)"])
        }
    }

    /// Finds out what became of events that a former process has left open.
    /// - Throws: 503 where that cannot be found out yet; a disable is done all the same.
    private func recover(before plan: Plan, _ work: Work) async throws(PlanFailure) {
        if await self.journal.recover(self.terms, by: work) { return }
        guard plan.isDisabling else { throw .refused(.notRecovered) }
        self.journal.recovery.giveUp { self.journal.settle($0, self.terms) }
    }
}

extension Journal {
    /// Finds out, once, what became of the events that were under way when the last process ended.
    ///
    /// - Returns: Whether all is known; false where the directory cannot be asked.
    @discardableResult
    public func recover(_ terms: JournalTerms, by work: Work) async -> Bool {
        if self.recovery.isDone { return true }
        return await self.recovery.run(work) { self.settle($0, terms) }
    }

    /// Writes down what became of an event of a former process.
    func settle(_ event: JournalEvent, _ terms: JournalTerms) {
        self.appendLater(BlockWriter.outcome(of: event), terms)
        self.logger.warning(
            "A change was under way when the daemon was ended.",
            metadata: [
                "event": "\(event.id)", "request_id": "\(event.origin.requestID)",
                "entry": "\(event.steps.first?.target.description ?? "")",
                "outcome": "\(event.outcome?.ending.rawValue ?? "")",
            ])
    }
}

extension JournalEvent {
    fileprivate mutating func take(_ failure: PlanFailure, _ plan: Plan) {
        switch failure {
        case .refused: self.take(PlanRecord(of: plan))
        case .failed(let failure): self.take(failure.record)
        }
    }
}

extension PlanOutcome {
    fileprivate var ending: JournalEvent.Ending {
        switch self {
        case .done: .done
        case .lostRace: .overtaken
        }
    }
}

extension PlanFailure {
    fileprivate var ending: JournalEvent.Ending {
        switch self {
        case .refused: .refused
        case .failed(let failure):
            failure.record.fates.contains { $0 == .unknown || $0 == .inDoubt } ? .unknown : .failed
        }
    }

    /// Why, without values: what the directory says may quote them.
    fileprivate var reason: String {
        switch self {
        case .refused(let error): "answered \(error.status)"
        case .failed(let failure): "\(failure.change.target): \(failure.error.code)"
        }
    }
}

extension Plan {
    /// Whether it keeps somebody out, which must not wait for a journal.
    fileprivate var isDisabling: Bool {
        self.effect == .disable || self.steps.contains { $0.role == .disabling }
    }
}

extension SCIMError {
    fileprivate static func unwritable(_ error: JournalError) -> SCIMError {
        .unavailable(
            "Nothing was written, since the journal of changes cannot be: \(error). Make room, or mend the rights of the folder; only "
                + "disables are done meanwhile. The call is good as soon as that is mended.", retryAfter: 60)
    }

    fileprivate static let notRecovered = SCIMError.unavailable(
        "Nothing was written: what became of the changes that were under way when the service ended is not known yet, since the "
            + "directory cannot be asked. Try again.", retryAfter: 5)
}

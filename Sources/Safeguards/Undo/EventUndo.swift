import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// Takes one event back: reads, decides and writes, again from the start where another writer came first.
struct EventUndo {
    private let event: JournalEvent
    private let provisioner: Provisioner
    private let archive: any EventArchive
    private let order: Undo.Order

    /// How often it begins again.
    private static let attempts = 5

    init(_ event: JournalEvent, _ provisioner: Provisioner, _ archive: any EventArchive, _ order: Undo.Order) {
        self.event = event
        self.provisioner = provisioner
        self.archive = archive
        self.order = order
    }

    /// Takes it back, and says what became of it.
    func run() async -> UndoReport.Item {
        await JournalEvent.$undone.withValue(self.event.id) { await self.rounds() }
    }

    private func rounds() async -> UndoReport.Item {
        for _ in 0..<Self.attempts {
            do throws(SCIMError) {
                if let item = try await self.round() { return item }
            } catch {
                return self.event.item(error.isRule ? .refused : .failed, error.detail)
            }
        }
        return self.event.item(.failed, "Other programs keep changing the entry. Try again.")
    }

    /// One attempt; nil where another writer came first.
    private func round() async throws(SCIMError) -> UndoReport.Item? {
        let work = try await self.provisioner.work(for: self.context)
        let scene: SceneReader.Scene
        do {
            scene = try await SceneReader(self.event, work).scene()
        } catch {
            throw SCIMError(error, dialect: work.dialect)
        }
        let reversal = Reversal(
            event: self.event, planner: work.planner, mapping: work.mapping, dialect: work.dialect,
            schema: work.server.schema, entries: scene.entries, subject: scene.subject,
            gone: scene.gone)
        var item = self.event.item(.undone)
        if let name = self.event.mainStep.flatMap({ scene.entries[$0.key] })?.dn { item.entry = name.description }
        switch reversal.course() {
        case .nothing(let state, let reason, let changed):
            return await self.untouched(item, state, reason, changed)
        case .comeBack(let way): return try await self.bring(way, item, work)
        case .restore(let restoration): return try await self.restore(restoration, item, work)
        case .remove(let entry): return try await self.remove(entry, item, work)
        }
    }

    private var context: RequestContext {
        var context = RequestContext(principal: Principal(name: self.order.principal), requestID: self.order.requestID)
        context.call = .undo(self.event)
        context.shown = nil
        return context
    }
}

// MARK: - What is done

extension EventUndo {
    private func bring(_ way: EntryReturn, _ item: UndoReport.Item, _ work: Work) async throws(SCIMError) -> UndoReport
        .Item?
    {
        let names = way.names(work.planner, work.server.schema)
        let referrers = names.areSame ? [] : try await work.referrers(before: names)
        let plan = try way.plan(self.event.effect.reversed, referrers, names, work.planner)
        guard let isReadBack = try await self.write(plan, work) else { return nil }
        if !names.areSame, let id = way.entry[work.dialect.idAttribute].first.flatMap(work.dialect.id) {
            try await work.finishReferences(names, of: id, isReadBack: isReadBack)
        }
        var done = item.done(by: plan)
        if !way.unsure.isEmpty { (done.state, done.reason) = (.changedSince, "The rest is taken back. " + way.doubt) }
        return done
    }

    private func restore(
        _ restoration: EntryRestoration, _ item: UndoReport.Item, _ work: Work
    ) async throws(SCIMError) -> UndoReport.Item? {
        if let holder = try await self.conflict(restoration, work) {
            var item = item
            item.state = .refused
            item.reason =
                "\(holder) has a value by now that no two entries may share. Remove that one first, or leave this one."
            return item
        }
        let plan = restoration.plan
        guard try await self.write(plan, work) != nil else { return nil }
        var item = item.done(by: plan)
        item.needsRestart = true
        item.losses = restoration.secrets.map(\.description) + restoration.losses
        return item
    }

    private func conflict(_ restoration: EntryRestoration, _ work: Work) async throws(SCIMError) -> DistinguishedName? {
        guard let filter = restoration.conflictFilter(work.mapping) else { return nil }
        let request = SearchRequest(
            base: work.mapping.base, scope: work.mapping.scope, filter: .and([filter, work.mapping.filter]),
            attributes: [.noAttributes])
        do {
            return try await work.directory.search(request).entries.first?.dn
        } catch {
            throw SCIMError(error, dialect: work.dialect)
        }
    }

    private func remove(_ entry: Entry, _ item: UndoReport.Item, _ work: Work) async throws(SCIMError) -> UndoReport
        .Item?
    {
        guard let id = entry[work.dialect.idAttribute].first.flatMap(work.dialect.id) else {
            throw .internalError("\(entry.dn) shows no \(work.dialect.idAttribute). Let the bridge's account read it.")
        }
        let isAllowed = self.provisioner.mapping.deletion != nil || self.order.mayDelete
        guard isAllowed else {
            var item = item
            item.state = .refused
            item.reason =
                "The event has made the entry, and the configuration has no on_delete. Set that, or remove the entry for good by --delete."
            return item
        }
        return item.done(by: try await self.provisioner.deleting.deletion(of: id, context: self.context))
    }

    /// Applies a plan; nil where another writer came first, else whether its answer was lost and read back.
    private func write(_ plan: Plan, _ work: Work) async throws(SCIMError) -> Bool? {
        do {
            switch try await self.provisioner.execute(plan, work) {
            case .done(_, _, let isReadBack): return isReadBack
            case .lostRace: return nil
            }
        } catch {
            switch error {
            case .refused(let reason): throw reason
            case .failed(let failure):
                switch work.dialect.meaning(of: failure.error, during: failure.change) {
                case .lostRace, .alreadyThere, .notThere: return nil
                default: throw work.explanation(of: failure)
                }
            }
        }
    }
}

// MARK: - What is told

extension EventUndo {
    private func untouched(
        _ item: UndoReport.Item, _ state: UndoReport.State, _ reason: String?, _ changed: [AttributeDescription]
    ) async -> UndoReport.Item {
        var item = item
        (item.state, item.reason, item.attributes) = (state, reason, changed.map(\.description))
        guard state == .changedSince || state == .gone, let key = self.event.mainStep?.key else { return item }
        let later = await self.archive.last(after: self.event.id) { later in
            later.hasWritten(changed, of: key)
        }
        item.by = later.map { UndoReport.Writer(event: $0.id, principal: $0.origin.principal) }
        return item
    }
}

extension UndoReport.Item {
    /// The same, done by a plan.
    fileprivate func done(by plan: Plan) -> UndoReport.Item {
        var item = self
        item.ldif = plan.steps.map { $0.change.ldif() }.joined(separator: "\n")
        return item
    }
}

extension SCIMError {
    /// Whether a rule stands in the way, and not the directory's state.
    fileprivate var isRule: Bool { (400..<500).contains(self.status) || self.status == 501 }
}

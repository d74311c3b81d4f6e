import Encodings

/// Decides which plans pass, which are held, and what an administrator's word means for them.
///
/// Pure: it is told the time, and knows no directory and no log. A ``Guard`` asks it behind a lock and does what it says.
struct GuardMachine {
    /// What a plan has been let through by.
    struct Ticket: Hashable, Sendable {
        struct Item: Hashable, Sendable {
            let charge: GuardCharge
            let way: GuardLedger.Way
        }

        let id: String
        let items: [Item]
    }

    /// A call that does not pass.
    struct Hold: Hashable, Sendable {
        let guardClass: GuardClass
        let trip: GuardLedger.Trip
        /// How many are held, with this one.
        let waiting: Int
        /// Who has refused the class; nil where it is held.
        let refusedBy: String?
        /// Whether the class is held since this call.
        let isFirst: Bool
    }

    /// What becomes of a plan.
    enum Verdict: Hashable, Sendable {
        case pass(Ticket)
        /// Count the entries of a section, say how many there are, and ask again.
        case countPeople(section: String)
        case hold(Hold)
    }

    /// How many entries a section has, as far as anybody could count.
    private struct Population {
        var count: Int?
        var time: Timestamp
    }

    private(set) var limits: GuardLimits
    private(set) var ledgers: [GuardClass: GuardLedger] = [:]
    private var populations: [String: Population] = [:]
    private var matches: [String: MatchCount] = [:]
    /// What is to be recorded.
    private var facts: [GuardFact] = []
    private var reminding = GuardReminders()

    /// How long a section that could not be counted is not counted again.
    private static let countingPause = Duration.seconds(60)

    init(_ limits: GuardLimits) {
        self.limits = limits
    }

    /// Takes the limits of another configuration; a class without a limit is not held any more.
    mutating func take(_ limits: GuardLimits) {
        self.limits = limits
        self.ledgers = self.ledgers.filter { limits[$0.key.kind] != nil }
    }

    /// What was to be recorded, once.
    mutating func takeFacts() -> [GuardFact] {
        defer { self.facts = [] }
        return self.facts
    }
}

// MARK: - A plan

extension GuardMachine {
    /// Whether a plan would pass as things stand; it takes no place and holds nobody.
    mutating func wouldPass(_ charges: [GuardCharge], of id: String, at now: Timestamp) -> Bool {
        for charge in charges {
            guard let answer = self.answer(to: charge, of: id, at: now) else { continue }
            guard case .pass = answer else { return false }
        }
        return true
    }

    /// What becomes of a plan; where it passes, places are taken for it until ``end(_:isWritten:at:)``.
    mutating func begin(_ charges: [GuardCharge], of subject: GuardSubject, at now: Timestamp) -> Verdict {
        var items: [Ticket.Item] = []
        for charge in charges {
            switch self.answer(to: charge, of: subject.id, at: now) {
            case nil: continue
            case .pass(let way): items.append(Ticket.Item(charge: charge, way: way))
            case .countPeople: return .countPeople(section: charge.guardClass.population)
            case .full(let allowed):
                self.trip(charge, allowed: allowed, at: now)
                return .hold(self.hold(subject, in: charge.guardClass, isFirst: true, at: now))
            case .closed: return .hold(self.hold(subject, in: charge.guardClass, isFirst: false, at: now))
            }
        }
        for item in items {
            self.ledgers[item.charge.guardClass, default: GuardLedger()]
                .begin(subject.id, counting: item.charge.count, item.way)
        }
        return .pass(Ticket(id: subject.id, items: items))
    }

    /// A plan that has passed has ended.
    mutating func end(_ ticket: Ticket, isWritten: Bool, at now: Timestamp) {
        for item in ticket.items {
            let (guardClass, count) = (item.charge.guardClass, item.charge.count)
            if isWritten {
                self.ledgers[guardClass]?.isWritten(ticket.id, counting: count, item.way, at: now)
                let event = item.way == .counted ? GuardFact.Event.counted(count) : .passed(count)
                self.facts.append(GuardFact(event, of: guardClass, id: ticket.id, at: now))
            } else {
                self.ledgers[guardClass]?.isDropped(ticket.id, counting: count, item.way, at: now)
            }
        }
    }

    /// So many entries does a section have; nil where they cannot be counted.
    mutating func take(people count: Int?, of section: String, at now: Timestamp) {
        self.populations[section] = Population(count: count, time: now)
    }

    /// A look-up in a section has found the one whom it was for.
    mutating func noteMatch(in section: String, at now: Timestamp) {
        guard self.limits[.creates]?.sparesMatched == true else { return }
        self.matches[section, default: MatchCount()].note(at: now)
    }

    /// What becomes of one charge; nil where its kind has no limit.
    private mutating func answer(
        to charge: GuardCharge, of id: String, at now: Timestamp
    ) -> GuardLedger.Answer? {
        guard let limit = self.limits[charge.guardClass.kind] else { return nil }
        self.ledgers[charge.guardClass, default: GuardLedger()].advance(to: now, limit)
        let section = charge.guardClass.population
        return self.ledgers[charge.guardClass]?.answer(
            to: id, counting: charge.count, limit, people: self.people(of: section, within: limit.within, at: now),
            matched: limit.sparesMatched ? self.matches[section]?.count(at: now, within: limit.within) ?? 0 : 0)
    }

    /// How many entries a section has; nil where that must be found out, or found out again.
    private func people(of section: String, within length: Duration, at now: Timestamp) -> Int?? {
        guard let known = self.populations[section] else { return nil }
        let age = now.since(known.time)
        return age < .zero || age > (known.count == nil ? Self.countingPause : length) ? nil : .some(known.count)
    }

    private mutating func trip(_ charge: GuardCharge, allowed: Int, at now: Timestamp) {
        let ledger = self.ledgers[charge.guardClass] ?? GuardLedger()
        let trip = GuardLedger.Trip(
            since: now, counted: ledger.window.used, start: ledger.window.start ?? now, allowed: allowed,
            people: self.populations[charge.guardClass.population]?.count.map { max(0, $0 - self.made(charge)) },
            asked: charge.count)
        self.ledgers[charge.guardClass]?.closes(with: trip)
        self.facts.append(
            GuardFact(
                .tripped(counted: trip.counted, asked: trip.asked, allowed: allowed, people: trip.people),
                of: charge.guardClass, at: now))
    }

    /// How many of those who were counted this bridge itself has made.
    private func made(_ charge: GuardCharge) -> Int {
        charge.guardClass.kind == .creates ? self.ledgers[charge.guardClass]?.window.streak ?? 0 : 0
    }

    private mutating func hold(
        _ subject: GuardSubject, in guardClass: GuardClass, isFirst: Bool, at now: Timestamp
    ) -> Hold {
        if self.ledgers[guardClass, default: GuardLedger()].hold(subject, at: now) {
            self.facts.append(GuardFact(.held(subject), of: guardClass, id: subject.id, at: now))
        }
        let ledger = self.ledgers[guardClass] ?? GuardLedger()
        var refusedBy: String?
        if case .refused(_, let by, _) = ledger.state { refusedBy = by }
        let unknown = GuardLedger.Trip(since: now, counted: 0, start: now, allowed: 0, asked: 0)
        return Hold(
            guardClass: guardClass, trip: ledger.trip ?? unknown,
            waiting: ledger.holding.count + ledger.holding.unlisted,
            refusedBy: refusedBy, isFirst: isFirst)
    }
}

// MARK: - An administrator

extension GuardMachine {
    /// Does what an administrator wants, and returns what came of it in one sentence for each class.
    /// - Throws: ``GuardError``: the order makes no sense, or there is nothing that it is for.
    mutating func obey(_ order: GuardOrder, by name: String, at now: Timestamp) throws(GuardError) -> [String] {
        let wanted = try order.guardClass()
        let sentences: [String]
        switch order.action {
        case .status: return []
        case .release: sentences = try self.release(try order.release(), wanted, by: name, at: now)
        case .refuse:
            sentences = try self.closed(wanted).map { guardClass in
                self.ledgers[guardClass]?.refuse(by: name, at: now)
                return "\(guardClass) are refused with 403 until they are released."
            }
        case .dismiss:
            sentences = try self.closed(wanted).map { guardClass in
                let count = self.ledgers[guardClass]?.holding.count ?? 0
                self.ledgers[guardClass]?.dismiss()
                return "\(guardClass): \(count) held are forgotten and not let go; what comes from now on is counted."
            }
        }
        self.facts.append(GuardFact(.decided(order, by: name), of: wanted, at: now))
        return sentences
    }

    private mutating func release(
        _ release: GuardOrder.Release, _ wanted: GuardClass?, by name: String, at now: Timestamp
    ) throws(GuardError) -> [String] {
        switch release {
        case .held:
            return try self.closed(wanted).map { guardClass in
                let count = self.ledgers[guardClass]?.release(nil, at: now) ?? 0
                return "\(guardClass): \(count) held are let go, each once; whoever else comes is counted."
            }
        case .user(let text):
            var sentences: [String] = []
            for guardClass in try self.closed(wanted) {
                guard let count = self.ledgers[guardClass]?.release(text, at: now), count > 0 else { continue }
                sentences.append(
                    "\(guardClass): \(count == 1 ? "one is" : "\(count) are") let go; all others stay held.")
            }
            guard !sentences.isEmpty else {
                throw GuardError("Nobody who is held is meant by '\(text)': see `starbridge guard status`.")
            }
            return sentences
        case .gate(let length, let count):
            let gate = GuardLedger.Gate(opened: now, length: length, remaining: count, by: name)
            let bound =
                count.map { "the next \($0), within \(GuardLimits.Limit.text(length))" }
                ?? "everything for \(GuardLimits.Limit.text(length))"
            return try self.closed(wanted, orOpen: true).map { guardClass in
                self.ledgers[guardClass, default: GuardLedger()].open(gate)
                return "\(guardClass): the gate is open for \(bound)."
            }
        }
    }

    /// The classes that an order is for: those that are held or refused; one that is named also if it is not, for a gate.
    private func closed(_ wanted: GuardClass?, orOpen: Bool = false) throws(GuardError) -> [GuardClass] {
        if let wanted, self.limits[wanted.kind] == nil {
            throw GuardError("guard.\(wanted.kind.rawValue) has no limit: nothing of it is held.")
        }
        let closed = self.ledgers.filter { guardClass, ledger in
            ledger.trip != nil && (wanted.map(guardClass.belongs) ?? true)
        }
        if !closed.isEmpty { return closed.keys.sorted() }
        if orOpen, let wanted, wanted.kind != .clears || wanted.part != nil { return [wanted] }
        let what = wanted.map { "Of \($0) nothing" } ?? "Nothing"
        let advice = orOpen && wanted == nil ? " To open a gate beforehand, name the class with --class." : ""
        throw GuardError("\(what) is held.\(advice)")
    }
}

// MARK: - Afterwards, and before

extension GuardMachine {
    /// Knows again what a former process has recorded.
    mutating func recall(_ fact: GuardFact) {
        let now = fact.moment
        if case .decided(let order, let name) = fact.event {
            _ = try? self.obey(order, by: name, at: now)
            self.facts = []
            return
        }
        guard let guardClass = fact.guardClass, let limit = self.limits[guardClass.kind] else { return }
        // Taken out and put back: nothing is copied.
        var ledger = self.ledgers.removeValue(forKey: guardClass) ?? GuardLedger()
        ledger.advance(to: now, limit)
        switch fact.event {
        case .counted(let count): ledger.recall(count, of: fact.id ?? "", at: now, limit)
        case .passed(let count): ledger.recallPassage(of: fact.id ?? "", counting: count)
        case .tripped(let counted, let asked, let allowed, let people):
            ledger.closes(
                with: .init(
                    since: now, counted: counted, start: ledger.window.start ?? now, allowed: allowed, people: people,
                    asked: asked))
        case .held(let subject): _ = ledger.hold(subject, at: now)
        case .decided: break
        }
        self.ledgers[guardClass] = ledger
    }

    /// Which classes have been held for so long that somebody is to be told; each once a day.
    mutating func reminders(at now: Timestamp) -> [GuardReminders.Reminder] {
        for guardClass in Array(self.ledgers.keys) { self.ledgers[guardClass]?.expire(at: now) }
        return self.reminding.due(self.ledgers, at: now)
    }

    /// Brings every ledger up to a moment, before it is reported.
    mutating func advance(to now: Timestamp) {
        for guardClass in Array(self.ledgers.keys) {
            guard let limit = self.limits[guardClass.kind] else { continue }
            self.ledgers[guardClass]?.advance(to: now, limit)
        }
    }
}

import Encodings

/// One class of the guard: what it has counted, whether it is held, and whose calls wait for an administrator.
///
/// | state | a call | leaves by |
/// |---|---|---|
/// | open | counted; passes while there is room | a call without room → held |
/// | gate | passes, not counted | its bound is reached → open |
/// | held | waits, but for those who were let go | release, dismiss → open; a gate → gate; refuse → refused |
/// | refused | refused, but for those who were let go since | release, dismiss → open; a gate → gate |
struct GuardLedger {
    /// Why a class is held.
    struct Trip: Hashable, Sendable {
        /// When it began.
        var since: Timestamp
        /// What was counted in the window.
        var counted: Int
        /// When the first of that was counted.
        var start: Timestamp
        /// How much was allowed.
        var allowed: Int
        /// How many there were of whom the limit is a share; nil where nobody has counted.
        var people: Int?
        /// What the call that did not fit counts.
        var asked: Int
    }

    /// Lets calls pass until a bound is reached.
    struct Gate: Hashable, Sendable {
        var opened: Timestamp
        var length: Duration
        /// How many may still pass; nil for any number.
        var remaining: Int?
        /// Who has opened it.
        var by: String

        var end: Timestamp { self.opened + self.length }
    }

    /// Where the class stands.
    enum State: Hashable, Sendable {
        case open
        case gate(Gate)
        case held(Trip)
        case refused(Trip, by: String, since: Timestamp)
    }

    /// By what a call passes.
    enum Way: Hashable, Sendable {
        /// It is counted.
        case counted
        /// An administrator has let this one go.
        case permit
        /// A gate is open.
        case gate
    }

    /// What becomes of a call.
    enum Answer: Hashable, Sendable {
        case pass(Way)
        /// There is room only if the people are many: count them, and ask again.
        case countPeople
        /// There is no room.
        case full(allowed: Int)
        /// The class is held already, or refused.
        case closed
    }

    private(set) var state = State.open
    private(set) var window = GuardWindow()
    private(set) var holding = GuardHolding()

    /// The trip, where the class is held or refused.
    var trip: Trip? {
        switch self.state {
        case .held(let trip), .refused(let trip, _, _): trip
        case .open, .gate: nil
        }
    }

    /// Forgets what is over.
    mutating func advance(to now: Timestamp, _ limit: GuardLimits.Limit) {
        self.window.slide(to: now, over: limit.within)
        guard case .gate(var gate) = self.state else { return }
        // A clock that was set back does not keep a gate open.
        if gate.opened > now { gate.opened = now }
        self.state = gate.end <= now || gate.remaining == 0 ? .open : .gate(gate)
    }
}

// MARK: - A call

extension GuardLedger {
    /// What becomes of a call that counts so much; nothing is changed by asking.
    ///
    /// `people` are those of whom the limit is a share: nil where that is not known yet, and `.some(nil)` where they cannot be counted.
    /// `matched` are the look-ups that have found somebody in the window.
    func answer(
        to id: String, counting count: Int, _ limit: GuardLimits.Limit, people: Int??, matched: Int
    ) -> Answer {
        switch self.state {
        case _ where self.holding.isPermitted(id): return .pass(.permit)
        case .held, .refused: return .closed
        case .gate(let gate):
            guard let remaining = gate.remaining, remaining < count else { return .pass(.gate) }
        case .open: break
        }
        let wished = self.window.used + count
        if wished <= limit.allowed(of: nil) { return .pass(.counted) }
        guard limit.needsPeople else { return .full(allowed: limit.allowed(of: nil)) }
        guard let people else { return .countPeople }
        let allowed = limit.allowed(of: people)
        if wished <= allowed { return .pass(.counted) }
        if limit.sparesMatched, matched >= wished || self.isNew(people, limit) { return .pass(.counted) }
        return .full(allowed: allowed)
    }

    /// Whether hardly anybody was there before this bridge began to make entries, so that there is nobody to be made twice.
    private func isNew(_ people: Int?, _ limit: GuardLimits.Limit) -> Bool {
        people.map { $0 - self.window.streak <= limit.most ?? 0 } ?? false
    }

    /// A call passes.
    mutating func begin(_ id: String, counting count: Int, _ way: Way) {
        switch way {
        case .counted: self.window.reserve(count)
        case .permit: _ = self.holding.takePermit(id)
        case .gate:
            guard case .gate(var gate) = self.state else { return }
            gate.remaining = gate.remaining.map { $0 - count }
            self.state = .gate(gate)
        }
    }

    /// A call that has passed is written.
    mutating func isWritten(_ id: String, counting count: Int, _ way: Way, at now: Timestamp) {
        self.holding.isDone(id)
        if case .counted = way { self.window.count(count, at: now) }
    }

    /// A call that has passed has written nothing.
    mutating func isDropped(_ id: String, counting count: Int, _ way: Way, at now: Timestamp) {
        switch way {
        case .counted: self.window.giveBack(count)
        case .permit: self.holding.givePermitBack(id, at: now)
        case .gate:
            guard case .gate(var gate) = self.state else { return }
            gate.remaining = gate.remaining.map { $0 + count }
            self.state = .gate(gate)
        }
    }

    /// There is no room for a call: from now on the class is held.
    mutating func closes(with trip: Trip) { self.state = .held(trip) }

    /// Holds a call; true if it is the first one of somebody.
    mutating func hold(_ subject: GuardSubject, at now: Timestamp) -> Bool { self.holding.hold(subject, at: now) }
}

// MARK: - An administrator

extension GuardLedger {
    /// Lets those go whose calls are held, and ends the trip; with a text only whom it means, and the class stays as it is.
    mutating func release(_ text: String?, at now: Timestamp) -> Int {
        if text == nil { self.state = .open }
        return self.holding.release(text, at: now)
    }

    /// Opens a gate.
    mutating func open(_ gate: Gate) { self.state = .gate(gate) }

    /// Refuses what is held.
    mutating func refuse(by name: String, at now: Timestamp) {
        guard let trip = self.trip else { return }
        self.holding.recallPermits()
        self.state = .refused(trip, by: name, since: now)
    }

    /// Ends the trip, and forgets who was held.
    mutating func dismiss() {
        self.holding.clear()
        self.state = .open
    }

    /// Forgets those who have given up.
    mutating func expire(at now: Timestamp) { self.holding.expire(at: now) }

    /// What a former process has counted.
    mutating func recall(_ count: Int, of id: String, at time: Timestamp, _ limit: GuardLimits.Limit) {
        self.holding.isDone(id)
        self.window.recall(count, at: time, over: limit.within)
    }

    /// What a former process has let through by an administrator's word.
    mutating func recallPassage(of id: String, counting count: Int) {
        let way = self.holding.isPermitted(id) ? Way.permit : .gate
        self.begin(id, counting: count, way)
        self.holding.isDone(id)
    }
}

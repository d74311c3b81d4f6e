import Encodings
public import Foundation

/// How the guard stands, as `starbridge guard status` shows it.
public struct GuardReport: Codable, Hashable, Sendable {
    /// When the report was made.
    public var time: Date
    /// What came of an order, one sentence for each class.
    public var messages: [String]?
    /// The classes that have a limit or are held.
    public var classes: [Class]
    /// Whose calls are held, where that was asked for.
    public var held: [Held]?
}

extension GuardReport {
    /// Where a class stands.
    public enum State: String, Codable, Hashable, Sendable {
        /// It counts, and lets pass what there is room for.
        case open
        /// It lets everything pass until a bound.
        case gate
        /// It waits for an administrator.
        case held
        /// An administrator has refused it.
        case refused
    }

    /// One class.
    public struct Class: Codable, Hashable, Sendable {
        /// Its name, such as `disables`.
        public var name: String
        /// Where it stands.
        public var state: State
        /// The limit in words.
        public var limit: String
        /// What was counted in the window.
        public var counted: Int
        /// How many are held.
        public var waiting: Int
        /// The calls that were held after the list was full.
        public var unlisted: Int
        /// How many were let go and have not come again.
        public var released: Int
        /// Since when it is held or refused, or the gate is open.
        public var since: Date?
        /// Who has refused it, or opened the gate.
        public var by: String?
        /// When the gate closes.
        public var until: Date?
        /// How many the gate lets through.
        public var remaining: Int?
        /// When the client gives up on the first of those who are held.
        public var givesUp: Date?
    }

    /// Somebody whose call is held.
    public struct Held: Codable, Hashable, Sendable {
        /// The class.
        public var name: String
        /// The id of the entry; the name of one that is to be made.
        public var id: String
        /// The name of the entry.
        public var entry: String
        /// What would happen.
        public var change: String
        /// The name of the token.
        public var token: String
        /// When the call came first.
        public var first: Date
        /// When it came last.
        public var last: Date
        /// How often it came.
        public var tries: Int
    }
}

extension GuardReport {
    /// The report of a machine, with the names of those who are held where they are asked for.
    init(_ machine: GuardMachine, at now: Timestamp, listing: Bool, of wanted: GuardClass?) {
        let ledgers = machine.ledgers.filter { guardClass, _ in wanted.map(guardClass.belongs) ?? true }
        let idle = machine.limits.limits.keys.filter { kind in
            kind != .clears && ledgers[GuardClass(kind)] == nil
                && (wanted.map { GuardClass(kind).belongs(to: $0) } ?? true)
        }
        let all = ledgers.map { ($0.key, $0.value) } + idle.map { (GuardClass($0), GuardLedger()) }
        self.time = Date(now)
        self.classes = all.sorted { $0.0 < $1.0 }.compactMap { guardClass, ledger in
            machine.limits[guardClass.kind].map { Class(guardClass, ledger, $0) }
        }
        guard listing else { return }
        self.held = ledgers.sorted { $0.key < $1.key }.flatMap { guardClass, ledger in
            ledger.holding.all.map { Held($0, in: guardClass) }
        }
    }
}

extension GuardReport.Class {
    fileprivate init(_ guardClass: GuardClass, _ ledger: GuardLedger, _ limit: GuardLimits.Limit) {
        self.init(
            name: guardClass.description, state: .open, limit: limit.description, counted: ledger.window.used,
            waiting: ledger.holding.count, unlisted: ledger.holding.unlisted, released: ledger.holding.permitted)
        switch ledger.state {
        case .open: break
        case .gate(let gate):
            (self.state, self.by, self.remaining) = (.gate, gate.by, gate.remaining)
            (self.since, self.until) = (Date(gate.opened), Date(gate.end))
        case .held(let trip): (self.state, self.since) = (.held, Date(trip.since))
        case .refused(_, let by, let since): (self.state, self.by, self.since) = (.refused, by, Date(since))
        }
        self.givesUp = ledger.holding.start.map { Date($0 + GuardHolding.patience) }
    }
}

extension GuardReport.Held {
    fileprivate init(_ held: GuardHolding.Held, in guardClass: GuardClass) {
        self.init(
            name: guardClass.description, id: held.subject.id, entry: held.subject.name, change: held.subject.change,
            token: held.subject.principal, first: Date(held.first), last: Date(held.last), tries: held.tries)
    }
}

extension Date {
    /// A moment, to the second.
    fileprivate init(_ moment: Timestamp) {
        self.init(timeIntervalSince1970: Double(moment.seconds))
    }
}

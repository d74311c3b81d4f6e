import LDAP
import Translator

/// Decides what happens next to one write, whatever other writers do meanwhile.
///
/// Tell it what has happened, and do what it answers. It asks no directory and waits for nothing.
struct UpdateCourse {
    /// What is to be done next.
    enum Action: Equatable {
        /// The plan is to be applied.
        case write
        /// More is to be found out, as ``UpdateCourse/knowledge`` says; then it is planned again.
        case lookFirst
        /// There is nothing more to write: the client gets its answer.
        case answer
        /// Another writer came first. A random time below this is to be waited for; then it is read and planned again.
        case pause(upTo: Duration)
        /// Others came first too often.
        case giveUp
    }

    /// What is known of the values that an update does not read.
    private enum State {
        /// Nothing but whether there are placeholders. To `named` when a write finds values there, or not there, or would have to
        /// take back what it did not do; to `whole` when it would take the last value.
        case placeholders
        /// Which of the values of a plan are there, of entries that had these names. Back to `placeholders` when they have others.
        case named(Plan, [DistinguishedName?])
        /// All of them. Back to `placeholders` when names were lost.
        case whole
    }

    private let maximumRounds: Int
    private var rounds = 0
    private var races = LostRaces()
    private var state = State.placeholders

    init(maximumRounds: Int) {
        self.maximumRounds = maximumRounds
    }

    /// How much must be known of the values that are not read.
    var knowledge: Knowledge {
        switch self.state {
        case .placeholders: .blind
        case .named: .named
        case .whole: .all
        }
    }

    /// The plan that failed because some of its values were there already, or were not.
    var unsettled: Plan? {
        if case .named(let plan, _) = self.state { plan } else { nil }
    }

    /// Whether nothing has been tried before.
    var isFirstRound: Bool { self.rounds == 0 }

    /// The names were found of the entries that the write mentions.
    ///
    /// Whoever has got another one was looked for under the former.
    mutating func found(_ names: [DistinguishedName?]) {
        if case .named(_, let asked) = self.state, asked != names { self.state = .placeholders }
    }

    /// The write was planned, of entries with these names.
    mutating func planned(_ plan: Plan, _ names: [DistinguishedName?]) -> Action {
        if plan.steps.isEmpty { return .answer }
        // What is taken back must be what was done.
        guard plan.steps.count > 1, plan.knowledge == .blind else { return .write }
        self.state = .named(plan, names)
        return self.again(.lookFirst)
    }

    /// Another writer came first.
    mutating func lostRace() -> Action {
        self.races.add()
        return self.again(.pause(upTo: self.races.delay(jitter: 1)))
    }

    /// Values of the plan were there already, or were not.
    mutating func unsettled(_ plan: Plan, _ names: [DistinguishedName?]) -> Action {
        let isKnown = self.unsettled != nil
        self.state = .named(plan, names)
        return isKnown ? self.lostRace() : self.again(.lookFirst)
    }

    /// Perhaps the last value was to go of an attribute that must have one.
    mutating func emptied() -> Action {
        self.state = .whole
        return self.again(.lookFirst)
    }

    /// The plan is applied, and the entries that it names still have their names, or not.
    mutating func written(isNamesLost: Bool = false) -> Action {
        if !isNamesLost { return .answer }
        self.state = .placeholders
        return self.lostRace()
    }

    private mutating func again(_ action: Action) -> Action {
        self.rounds += 1
        return self.rounds < self.maximumRounds ? action : .giveUp
    }
}

import LDAP
import Translator

/// Decides how a write goes on after each event, such as a lost race.
///
/// The caller tells it an event and does the action that it returns. It asks no directory and waits for nothing.
///
/// | known | unsettled | emptied | names of members changed, or were lost |
/// |---|---|---|---|
/// | blind | named | all | blind |
/// | named | named, after a pause | all | blind |
/// | all | named | all | blind, where they were lost |
struct UpdateCourse {
    /// What has happened.
    enum Event {
        /// The plan of this round is made; the names are those of the entries that it refers to.
        case planned(Plan, [ReferenceName?])
        /// Another writer came first.
        case lostRace
        /// A value to be added was there already, or one to be removed was not.
        case unsettled
        /// The plan was refused, perhaps since it takes the last value of an attribute that must have one.
        case emptied
        /// A name or value was taken that Starbridge had chosen for the entry, and it has chosen another.
        case chosenAnew
        /// The plan is applied.
        case written
        /// The plan is applied, but an entry that it names had another name by then, and that was repaired; `isVersionBack` tells
        /// that the entry has the version again that the client demanded.
        case namesLost(isVersionBack: Bool)
    }

    /// What is to be done next.
    enum Action: Equatable {
        /// The plan is to be applied.
        case write
        /// Read what ``UpdateCourse/knowledge`` demands, and plan again.
        case lookFirst
        /// There is nothing more to write: the client gets its answer.
        case answer
        /// The race is lost: wait a random time up to this limit, then read and plan again.
        case pause(upTo: Duration)
        /// Others came first too often.
        case giveUp
    }

    /// What is known of the values that an update does not read.
    private enum State {
        /// Nothing but whether there are placeholders. To `named` when a write finds values there, or not there, or would have to
        /// take back what it did not do; to `all` when it would take the last value.
        case blind
        /// Which of the values of a plan are there, of entries that had these names. Back to `blind` when they have others, to `all`
        /// when the write would take the last value.
        case named(Plan, [ReferenceName?])
        /// All of them. Back to `blind` when names were lost, to `named` when a write finds values there, or not there.
        case all
    }

    private let maximumRounds: Int
    /// Whether plans are recorded, and each must say what it changes.
    private let isRecorded: Bool
    private var rounds = 0
    private var races = LostRaces()
    private var state = State.blind
    private var latest: (plan: Plan, names: [ReferenceName?]) = (Plan(), [])
    /// Whether the version that the client demands is to be compared.
    ///
    /// Not any more once this call has written: the version is its own since then.
    private(set) var isVersionDemanded = true

    init(maximumRounds: Int, isRecorded: Bool = false) {
        self.maximumRounds = maximumRounds
        self.isRecorded = isRecorded
    }

    /// How much must be known of the values that are not read.
    var knowledge: Knowledge {
        switch self.state {
        case .blind: .blind
        case .named: .named
        case .all: .all
        }
    }

    /// The plan that failed because some of its values were there already, or were not.
    var unsettled: Plan? {
        if case .named(let plan, _) = self.state { plan } else { nil }
    }

    /// Whether nothing has been tried before.
    var isFirstRound: Bool { self.rounds == 0 }

    /// Takes the present names of the entries that the write refers to.
    ///
    /// What is known of values under a former name is worth nothing.
    mutating func found(_ names: [ReferenceName?]) {
        if case .named(_, let asked) = self.state, asked != names { self.state = .blind }
    }

    /// Decides what to do after an event.
    mutating func next(after event: Event) -> Action {
        switch event {
        case .planned(let plan, let names):
            self.latest = (plan, names)
            if plan.steps.isEmpty { return .answer }
            // What is taken back must be what was done.
            guard plan.knowledge == .blind, plan.steps.count > 1 || self.isRecorded && !plan.isCertain else {
                return .write
            }
            self.state = .named(plan, names)
            return self.again(.lookFirst)
        case .lostRace: return self.lostRace()
        case .unsettled:
            let isKnown = self.unsettled != nil
            self.state = .named(self.latest.plan, self.latest.names)
            return isKnown ? self.lostRace() : self.again(.lookFirst)
        case .emptied:
            self.state = .all
            return self.again(.lookFirst)
        case .chosenAnew: return self.again(.lookFirst)
        case .written: return .answer
        case .namesLost(let isVersionBack):
            self.state = .blind
            if !isVersionBack { self.isVersionDemanded = false }
            return self.lostRace()
        }
    }

    private mutating func lostRace() -> Action {
        self.races.add()
        return self.again(.pause(upTo: self.races.delay(jitter: 1)))
    }

    private mutating func again(_ action: Action) -> Action {
        self.rounds += 1
        return self.rounds < self.maximumRounds ? action : .giveUp
    }
}

extension Plan {
    /// Whether it is written only if all of it changes something: a single value comes or goes, and the write demands that.
    fileprivate var isCertain: Bool {
        guard case .membership = self.effect, case .modify(_, let modifications)? = self.steps.first?.change else {
            return false
        }
        return modifications.reduce(0) { $0 + $1.values.count } == 1
    }
}

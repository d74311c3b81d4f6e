import Bridge
import LDAP
import Translator

/// One plan that was begun: who wanted it and why, its steps with what takes them back, and what became of it.
public struct JournalEvent: Hashable, Sendable {
    /// The id, which tells when it began.
    public var id: EventID
    /// Who wanted it.
    public var origin: Origin
    /// What it means.
    public var effect: Plan.Effect
    /// The event that it takes back, if it is an undo.
    public var undoes: EventID?
    /// The changes, in the order in which they are made.
    public var steps: [Step]
    /// What became of it; nil as long as nobody knows: it is under way, or the daemon was killed in the middle of it.
    public var outcome: Outcome?

    /// An event that begins.
    public init(
        id: EventID, origin: Origin, effect: Plan.Effect, undoes: EventID? = nil, steps: [Step],
        outcome: Outcome? = nil
    ) {
        self.id = id
        self.origin = origin
        self.effect = effect
        self.undoes = undoes
        self.steps = steps
        self.outcome = outcome
    }
}

extension JournalEvent {
    /// The range of the steps that the directory makes by itself once it has removed an entry; the plan only notes them.
    ///
    /// They come last, behind the removal.
    var consequences: Range<Int> {
        let removal = self.steps.firstIndex { if case .delete? = $0.change { true } else { false } }
        return (removal.map { $0 + 1 } ?? self.steps.endIndex)..<self.steps.endIndex
    }

    /// What the directory has done by itself: whoever takes the event back puts the entry into these groups again.
    var sideEffects: [Step] {
        let range = self.consequences
        guard let removal = range.first.map({ self.steps[$0 - 1] }), removal.isApplied else { return [] }
        return self.steps[range].filter { $0.fate == .needless }
    }
}

extension JournalEvent {
    /// Who wanted a plan, and by which call.
    public struct Origin: Hashable, Sendable {
        /// The id that ties the log's lines and the answer of the call together.
        public var requestID: String
        /// The other ids by which the client knows the call.
        public var clientIDs: [String] = []
        /// The name of the token, or who has asked by the control socket, such as `root (uid 0)`.
        public var principal: String
        /// The SCIM operation, such as `PATCH`; `UNDO` for an undo.
        public var method: String
        /// The path below the Tenant URL, such as `/Users/2819c223`.
        public var path: String
        /// What the client sent as JSON in one line, secrets masked, long ones cut short; nil where there was no body.
        public var sent: String?

        /// Describes a call.
        public init(
            requestID: String, clientIDs: [String] = [], principal: String, method: String, path: String,
            sent: String? = nil
        ) {
            self.requestID = requestID
            self.clientIDs = clientIDs
            self.principal = principal
            self.method = method
            self.path = path
            self.sent = sent
        }
    }

    /// One change, as much of it as may be kept.
    public struct Step: Hashable, Sendable {
        /// The change without the values of secrets; nil where nothing else was in it.
        public var change: Change?
        /// The change that takes it back; nil if nothing can.
        public var inverse: Change?
        /// The name of the entry before.
        public var target: DistinguishedName
        /// The immutable id of the entry, by which it is found under any name; nil where it is not known.
        public var id: AttributeValueAssertion?
        /// The version of the entry that the change is right for, where that is known: as long as the entry has it, nothing was made.
        public var version: AttributeValueAssertion?
        /// The secrets that were written, or went with a deleted entry, and whose values are not kept.
        public var secrets: [AttributeDescription] = []
        /// Whether the step locks an account.
        public var isDisabling = false
        /// What became of it; nil as long as nobody knows.
        public var fate: PlanRecord.Fate?

        /// Describes a step.
        public init(
            change: Change?, inverse: Change?, target: DistinguishedName, id: AttributeValueAssertion? = nil,
            secrets: [AttributeDescription] = [], isDisabling: Bool = false, fate: PlanRecord.Fate? = nil
        ) {
            self.change = change
            self.inverse = inverse
            self.target = target
            self.id = id
            self.secrets = secrets
            self.isDisabling = isDisabling
            self.fate = fate
        }

        /// Whether the directory holds it, as far as anybody knows.
        public var isApplied: Bool {
            switch self.fate {
            case .done?, .stayed?: true
            case .untouched?, .needless?, .refused?, .takenBack?, .inDoubt?, .unknown?, nil: false
            }
        }
    }

    /// What became of a plan.
    public struct Outcome: Hashable, Sendable {
        /// How it ended.
        public var ending: Ending
        /// Why it is not done, as the client was told or the directory has said; never a value.
        public var reason: String?
        /// How long it took in microseconds; nil where it was found out later.
        public var duration: Int?

        /// Describes an end.
        public init(_ ending: Ending, reason: String? = nil, duration: Int? = nil) {
            self.ending = ending
            self.reason = reason
            self.duration = duration
        }
    }

    /// How a plan ended.
    public enum Ending: String, Hashable, Sendable, CaseIterable {
        /// The directory holds it.
        case done
        /// Another writer came first: nothing of it was written, and it was planned anew.
        case overtaken
        /// A safeguard further in did not let it through; nothing of it was written.
        case refused
        /// A step failed; what became of each says its fate.
        case failed
        /// Nobody knows whether the directory holds all of it.
        case unknown
    }
}

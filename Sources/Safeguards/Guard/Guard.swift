public import Bridge
public import Encodings
public import Logging
import Metrics
import SCIM
import Synchronization
public import Translator

/// Holds what cannot be meant: more changes of a kind than a normal day has wait for an administrator.
///
/// One per process: it outlives configurations, and takes the limits of each that takes over.
public final class Guard: Sendable {
    /// Something that somebody is to be told of.
    public struct Alarm: Hashable, Sendable {
        /// The class that is held.
        public let guardClass: GuardClass
        /// Since when.
        public let since: Timestamp
        /// What was counted in the window.
        public let counted: Int
        /// How much was allowed.
        public let allowed: Int

        /// Describes what is held.
        public init(guardClass: GuardClass, since: Timestamp, counted: Int, allowed: Int) {
            (self.guardClass, self.since, self.counted, self.allowed) = (guardClass, since, counted, allowed)
        }
    }

    /// Who counts of whom the limits are a share.
    let counting = SharedCount()
    private let machine: Mutex<GuardMachine>
    private let memory: any GuardMemory
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let held: [GuardClass.Kind: Counter]
    private let sender: AsyncStream<Alarm>.Continuation
    /// The classes that are held from now on, each once; the latest few, where nobody listens.
    public let alarms: AsyncStream<Alarm>

    /// Creates a guard that knows again what a memory has; without limits it lets everything through.
    public init(
        _ limits: GuardLimits = GuardLimits(), memory: any GuardMemory = ForgetfulMemory(),
        recalling facts: [GuardFact] = [], logger: Logger,
        clock: @escaping @Sendable () -> Timestamp = { Guard.now }
    ) {
        var machine = GuardMachine(limits)
        for fact in facts { machine.recall(fact) }
        self.machine = Mutex(machine)
        (self.memory, self.clock, self.logger) = (memory, clock, logger)
        // A counter that is there from the start is told as 0, and not left out.
        self.held = Dictionary(
            uniqueKeysWithValues: GuardClass.Kind.allCases.map {
                ($0, Counter(label: "starbridge_guard_held_calls_total", dimensions: [("class", $0.rawValue)]))
            })
        (self.alarms, self.sender) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
    }

    /// The wall clock.
    public static var now: Timestamp { Timestamp.now }

    /// How long before now a memory is to be asked for facts.
    public static let memorySpan = GuardHolding.patience

    /// Takes the limits of a configuration that takes over.
    public func take(_ limits: GuardLimits) {
        self.machine.withLock { $0.take(limits) }
    }

    /// Puts the guard around an executor; `people` is the mapping of those of whom the limits are a share.
    public func executor(around next: any PlanExecutor, people: Mapping) -> any PlanExecutor {
        GuardExecutor(next: next, guard: self, people: people)
    }

    /// A look-up in a section has found the one whom it was for.
    public func noteMatch(in section: String) {
        let now = self.clock()
        self.machine.withLock { $0.noteMatch(in: section, at: now) }
    }

    /// Does what an administrator, with this name, wants, and tells how things stand then.
    /// - Throws: ``GuardError``: the order makes no sense, or there is nothing that it is for.
    public func obey(_ order: GuardOrder, by name: String) throws(GuardError) -> GuardReport {
        let now = self.clock()
        let (sentences, report) = try self.machine.withLock { machine throws(GuardError) in
            let sentences = try machine.obey(order, by: name, at: now)
            self.record(&machine)
            return (
                sentences, GuardReport(machine, at: now, listing: order.action == .status, of: try order.guardClass())
            )
        }
        for sentence in sentences {
            self.logger.notice("The guard was told what to do: \(sentence)", metadata: ["by": "\(name)"])
        }
        var answer = report
        answer.messages = sentences
        return answer
    }

    /// How it stands, without names.
    public var report: GuardReport {
        let now = self.clock()
        return self.machine.withLock { machine in
            machine.advance(to: now)
            return GuardReport(machine, at: now, listing: false, of: nil)
        }
    }

    /// Tells the log of what has been held for long; call it every minute or so.
    public func remind() {
        let now = self.clock()
        for reminder in self.machine.withLock({ $0.reminders(at: now) }) {
            self.logger.warning(
                "The guard still holds calls: release or refuse them before the client gives up.",
                metadata: [
                    "class": "\(reminder.guardClass)", "since": "\(reminder.since.text)", "held": "\(reminder.waiting)",
                    "gives_up": "\(reminder.end.text)",
                ])
        }
    }
}

// MARK: - What the executor asks

extension Guard {
    func wouldPass(_ charges: [GuardCharge], of subject: GuardSubject) -> Bool {
        let now = self.clock()
        return self.machine.withLock { $0.wouldPass(charges, of: subject.id, at: now) }
    }

    func begin(_ charges: [GuardCharge], of subject: GuardSubject) -> GuardMachine.Verdict {
        let now = self.clock()
        let verdict = self.machine.withLock { machine in
            let verdict = machine.begin(charges, of: subject, at: now)
            self.record(&machine)
            return verdict
        }
        if case .hold(let hold) = verdict { self.tell(hold) }
        return verdict
    }

    func end(_ ticket: GuardMachine.Ticket, isWritten: Bool) {
        let now = self.clock()
        self.machine.withLock { machine in
            machine.end(ticket, isWritten: isWritten, at: now)
            self.record(&machine)
        }
    }

    func take(people count: Int?, of section: String) {
        let now = self.clock()
        self.machine.withLock { $0.take(people: count, of: section, at: now) }
        guard count == nil else { return }
        self.logger.warning(
            "The guard cannot count the entries of a section: the number alone is the limit.",
            metadata: ["section": "\(section)"])
    }

    func refusal(_ hold: GuardMachine.Hold) -> SCIMError {
        hold.refusal(self.machine.withLock { $0.limits[hold.guardClass.kind] })
    }

    /// Under the lock, so that what is recorded is in the order in which it happened.
    private func record(_ machine: inout GuardMachine) {
        for fact in machine.takeFacts() { self.memory.record(fact) }
    }

    private func tell(_ hold: GuardMachine.Hold) {
        self.held[hold.guardClass.kind]?.increment()
        guard hold.isFirst else { return }
        let trip = hold.trip
        self.logger.warning(
            "The guard holds all further calls of a class until an administrator decides.",
            metadata: [
                "class": "\(hold.guardClass)", "counted": "\(trip.counted)", "allowed": "\(trip.allowed)",
                "since": "\(trip.start.text)", "next": "starbridge guard status",
            ])
        self.sender.yield(
            Alarm(guardClass: hold.guardClass, since: trip.since, counted: trip.counted, allowed: trip.allowed))
    }
}

import Bridge
import LDAP
import LDAPClient
import SCIMFront
import Translator

/// How the daemon stands with its directory: when it looks at it, when it is ready, and what the service manager shows.
///
/// It begins `starting` and leaves that once: `ready`, when the directory has been looked at or is away, or with an end, when it
/// shows that the configuration is wrong. What becomes untrue later degrades it and ends nothing. That of a generation which is to take
/// the place of one that is connected is not ready while the directory is away, which for the other it is not.
struct DirectoryStanding {
    /// Something that has happened.
    enum Event {
        /// The client's connections are in another state.
        case connection(Client.State)
        /// Some time has gone by.
        case tick
        /// The directory was looked at: what is known now, by section.
        case checked([String: CheckReport])
    }

    /// Something that is to be done.
    enum Action: Hashable {
        /// Look at the directory.
        case check
        /// Tell that the daemon is ready.
        case ready
        /// End: the directory refuses the account.
        case endRefused(LDAPError)
        /// End: the configuration cannot work with this directory.
        case endWrong([Complaint])
        /// End: the directory could not be looked at, while the generation in force is connected.
        case endUnknown(String)
    }

    /// A problem and the section that it is in.
    struct Complaint: Hashable {
        var section: String
        var problem: Mapping.Problem
    }

    /// How often things are done.
    struct Pace {
        /// How long a look at the directory is good.
        var interval = Duration.seconds(60)
        /// How soon one that could not be made is tried again.
        var retry = Duration.seconds(5)
        /// How long the daemon waits for a first look before it is ready without.
        var patience = Duration.seconds(20)
    }

    private let pace: Pace
    private let isSuccessor: Bool
    private let start: ContinuousClock.Instant
    private var connection = Client.State.connecting
    private var reports: [String: CheckReport] = [:]
    private var lastCheck: ContinuousClock.Instant?
    private(set) var isReady = false

    init(pace: Pace = Pace(), isSuccessor: Bool = false, start: ContinuousClock.Instant = .now) {
        self.pace = pace
        self.isSuccessor = isSuccessor
        self.start = start
    }

    /// Takes an event and says what is to be done.
    mutating func handle(_ event: Event, at now: ContinuousClock.Instant = .now) -> [Action] {
        switch event {
        case .connection(let state):
            self.connection = state
            switch state {
            case .connecting: return []
            case .connected: return [.check]
            case .refused(let error): return self.isReady ? [] : [.endRefused(error)]
            case .unavailable: return self.becomeReadyUnseen()
            }
        case .tick:
            if case .connected = self.connection, self.isDue(at: now) { return [.check] }
            return now - self.start >= self.pace.patience ? self.becomeReadyUnseen() : []
        case .checked(let reports):
            (self.reports, self.lastCheck) = (reports, now)
            let complaints = self.complaints
            if !self.isReady, !complaints.isEmpty { return [.endWrong(complaints)] }
            guard self.obstacle != nil, self.isSuccessor, !self.isReady else { return self.becomeReady() }
            return now - self.start >= self.pace.patience ? self.becomeReadyUnseen() : []
        }
    }

    private mutating func becomeReady() -> [Action] {
        if self.isReady { return [] }
        self.isReady = true
        return [.ready]
    }

    /// What could not be looked at is looked at later.
    private mutating func becomeReadyUnseen() -> [Action] {
        self.isSuccessor && !self.isReady ? [.endUnknown(self.status)] : self.becomeReady()
    }

    private func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard let lastCheck else { return true }
        return now - lastCheck >= (self.obstacle == nil ? self.pace.interval : self.pace.retry)
    }

    private var sections: [(name: String, report: CheckReport)] {
        self.reports.sorted { $0.key > $1.key }.map { ($0.key, $0.value) }
    }

    private var obstacle: String? { self.sections.lazy.compactMap(\.report.obstacle).first }

    /// What is wrong now, users first.
    var complaints: [Complaint] {
        self.sections.flatMap { name, report in report.problems.map { Complaint(section: name, problem: $0) } }
    }

    /// How the daemon stands, as far as the directory matters.
    var health: Health {
        guard self.isReady else { return .starting }
        guard case .connected = self.connection else { return .degraded }
        return self.complaints.isEmpty && self.obstacle == nil && self.lastCheck != nil ? .ready : .degraded
    }

    /// The state as a service manager shows it.
    var status: String {
        guard case .connected = self.connection else { return "\(self.connection)" }
        if let first = self.complaints.first {
            let more = self.complaints.count > 1 ? " (and \(self.complaints.count - 1) more)" : ""
            return "degraded, \(self.connection): \(first.problem.key.path(in: first.section)): "
                + first.problem.reason + more
        }
        if let obstacle { return "degraded, \(self.connection): not checked yet: \(obstacle)" }
        return self.lastCheck == nil ? "\(self.connection), checking it" : "\(self.connection)"
    }
}

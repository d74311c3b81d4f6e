/// The number by which a caller and its connection speak of one operation.
struct Ticket: Hashable, Sendable {
    let number: UInt64
}

/// What a connection knows of its operations: which wait, which are in flight, and who is to be told what.
///
/// It does no input or output. Events go in as method calls, and what is to be done comes out as ``Action`` values.
///
/// | an operation is | until it is |
/// |---|---|
/// | queued | sent, cancelled or overdue, or the connection ends |
/// | in flight | answered, or the connection ends; a read also until it is cancelled or overdue |
/// | orphaned: an overdue write, for which nobody waits, but which the server may still do | answered, or the connection ends |
struct ConnectionStateMachine {
    typealias Instant = ContinuousClock.Instant
    typealias MessageID = Int32

    /// Whether an operation may be abandoned: a read may, a write is awaited once it was sent.
    enum Kind: Equatable {
        case read, write
    }

    /// Why a caller gets no answer.
    enum Failure: Equatable {
        /// Too many operations wait; nothing was sent.
        case overflow
        /// The caller went away before an answer came; nothing was done.
        case cancelled
        /// The time limit passed before the request was sent, or the connection was given up because the server was silent.
        case expiredInQueue
        /// The time limit passed while the server was silent about it.
        case expired
        /// The connection ended before the request was sent.
        case notSent
        /// The connection ended after the request was sent.
        case lost
        /// The connection was given up after the request was sent, because the server was silent.
        case silenced
    }

    enum Action: Equatable {
        case wait
        case send(Ticket)
        case resume(Ticket)
        case fail(Ticket, Failure)
        case abandon(MessageID)
        /// Ask the server for a sign of life.
        case probe
        case close
    }

    /// What the channel can be used for; `probe` is the request, where there is one, by which a silent server is asked for a sign of
    /// life, until that is answered or overdue.
    private enum State {
        /// The channel takes requests.
        ///
        /// Exits: `full` when it holds as much as it should (``filled()``); `ended` when the connection breaks.
        case open(probe: Ticket?)
        /// The server takes no bytes, and no request is sent until it does.
        ///
        /// Exits: `open` when the channel has room again (``emptied()``); `ended` when the connection breaks.
        case full(probe: Ticket?)
        /// Nothing is sent any more, and nothing is in the tables.
        ///
        /// Exits: none.
        case ended
    }

    private struct QueuedOperation {
        let ticket: Ticket
        let deadline: Instant
    }

    private struct OperationInFlight {
        let ticket: Ticket
        let kind: Kind
        let deadline: Instant
        let sent: Instant
        /// The caller was told that the time is over; the answer, if it comes, only clears the table.
        var isOrphaned = false
    }

    let maximumInFlight: Int
    let maximumQueued: Int
    /// How long before the end of an operation's time a silent server is asked for a sign of life.
    let probeTime: Duration
    private var state = State.open(probe: nil)
    private var inFlight: [MessageID: OperationInFlight] = [:]
    private var queue: [QueuedOperation] = []
    private var lastHeard: Instant?

    init(maximumInFlight: Int, maximumQueued: Int, probeTime: Duration = .zero) {
        self.maximumInFlight = maximumInFlight
        self.maximumQueued = maximumQueued
        self.probeTime = probeTime
    }

    /// Whether no operation waits and none is in flight.
    var isIdle: Bool { self.inFlight.isEmpty && self.queue.isEmpty }
}

// MARK: - States

extension ConnectionStateMachine {
    private var isOpen: Bool { if case .open = self.state { true } else { false } }

    private var canSend: Bool { self.isOpen && self.inFlight.count < self.maximumInFlight }

    private var probe: Ticket? {
        get {
            switch self.state {
            case .open(let probe), .full(let probe): probe
            case .ended: nil
            }
        }
        set {
            switch self.state {
            case .open: self.state = .open(probe: newValue)
            case .full: self.state = .full(probe: newValue)
            case .ended: break
            }
        }
    }
}

// MARK: - Callers

extension ConnectionStateMachine {
    /// A caller has a request.
    mutating func submit(_ ticket: Ticket, deadline: Instant) -> Action {
        if case .ended = self.state { return .fail(ticket, .notSent) }
        if self.canSend && self.queue.isEmpty { return .send(ticket) }
        guard self.queue.count < self.maximumQueued else { return .fail(ticket, .overflow) }
        self.queue.append(QueuedOperation(ticket: ticket, deadline: deadline))
        return .wait
    }

    /// A caller went away, though a write in flight is awaited all the same.
    mutating func cancelled(_ ticket: Ticket) -> [Action] {
        if let index = self.queue.firstIndex(where: { $0.ticket == ticket }) {
            self.queue.remove(at: index)
            return [.fail(ticket, .cancelled)]
        }
        let found = self.inFlight.first { $0.value.ticket == ticket && $0.value.kind == .read }
        guard let (id, _) = found else { return [] }
        self.inFlight[id] = nil
        return [.fail(ticket, .cancelled), .abandon(id)]
    }
}

// MARK: - The channel

extension ConnectionStateMachine {
    /// A request was sent.
    mutating func sent(_ ticket: Ticket, _ kind: Kind, as id: MessageID, deadline: Instant, now: Instant) {
        self.inFlight[id] = OperationInFlight(ticket: ticket, kind: kind, deadline: deadline, sent: now)
    }

    /// The channel holds as much as it should.
    mutating func filled() {
        if case .open(let probe) = self.state { self.state = .full(probe: probe) }
    }

    /// The channel has room again.
    mutating func emptied() {
        if case .full(let probe) = self.state { self.state = .open(probe: probe) }
    }

    /// What can be sent now, one action at a time.
    mutating func next() -> Action? {
        guard self.canSend, !self.queue.isEmpty else { return nil }
        return .send(self.queue.removeFirst().ticket)
    }

    /// The caller to whom a message belongs, or nil where nobody waits for it.
    func ticket(of id: MessageID) -> Ticket? {
        guard let operation = self.inFlight[id], !operation.isOrphaned else { return nil }
        return operation.ticket
    }

    /// Something came from the server.
    mutating func heard(now: Instant) {
        self.lastHeard = now
    }

    /// The last message of an operation came.
    mutating func answered(_ id: MessageID) -> Action {
        guard let operation = self.inFlight.removeValue(forKey: id), !operation.isOrphaned else { return .wait }
        if operation.ticket == self.probe { self.probe = nil }
        return .resume(operation.ticket)
    }

    /// The connection ended; nothing is sent on it again.
    ///
    /// `isSilent` tells that it was given up because the server was silent.
    mutating func broke(isSilent: Bool = false) -> [Action] {
        if case .ended = self.state { return [] }
        self.state = .ended
        let lost = self.inFlight.values.filter { !$0.isOrphaned }.map { operation in
            Action.fail(operation.ticket, isSilent ? .silenced : .lost)
        }
        let unsent = self.queue.map { Action.fail($0.ticket, isSilent ? .expiredInQueue : .notSent) }
        self.inFlight = [:]
        self.queue = []
        return lost + unsent
    }
}

// MARK: - Time

extension ConnectionStateMachine {
    /// Another connection to the same server is silent.
    mutating func suspected() -> Action {
        if case .open(probe: nil) = self.state { .probe } else { .wait }
    }

    /// The sign of life that ``Action/probe`` asked for is wanted under this ticket.
    mutating func probing(_ ticket: Ticket) {
        self.probe = ticket
    }

    /// Time went by.
    mutating func swept(now: Instant) -> [Action] {
        var actions: [Action] = []
        for operation in self.queue where operation.deadline <= now {
            actions.append(.fail(operation.ticket, .expiredInQueue))
        }
        self.queue.removeAll { $0.deadline <= now }
        // When the time of the first silent operation is over it is known then whether the server is.
        if self.mustProbe(now) { actions.append(.probe) }
        let overdue = self.inFlight.filter { $0.value.deadline <= now && !$0.value.isOrphaned }
        for (id, operation) in overdue where operation.ticket != self.probe {
            actions += self.expire(id, operation)
            if actions.last == .close { return actions }
        }
        // The end of the connection, if it comes to that, is the last that is heard of it.
        for (id, operation) in overdue where operation.ticket == self.probe {
            actions += self.expire(id, operation)
        }
        return actions
    }

    private func mustProbe(_ now: Instant) -> Bool {
        guard case .open(probe: nil) = self.state else { return false }
        return self.inFlight.values.contains { operation in
            !operation.isOrphaned && operation.deadline > now && operation.deadline - now <= self.probeTime
                && self.isSilent(since: operation.sent)
        }
    }

    private func isSilent(since moment: Instant) -> Bool {
        self.lastHeard.map { $0 <= moment } ?? true
    }

    private mutating func expire(_ id: MessageID, _ operation: OperationInFlight) -> [Action] {
        let isSilent = self.isSilent(since: operation.sent)
        if operation.ticket == self.probe {
            self.probe = nil
            self.inFlight[id] = nil
            return [.fail(operation.ticket, .expired), isSilent ? .close : .wait]
        }
        var actions = [Action.fail(operation.ticket, .expired)]
        switch operation.kind {
        case .write:
            self.inFlight[id]?.isOrphaned = true
        case .read:
            self.inFlight[id] = nil
            actions.append(.abandon(id))
        }
        if isSilent && self.probe == nil { actions.append(self.isOpen ? .probe : .close) }
        return actions
    }
}

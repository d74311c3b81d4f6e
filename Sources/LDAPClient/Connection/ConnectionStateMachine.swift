/// The number by which a caller and its connection speak of one operation.
struct Ticket: Hashable, Sendable {
    let number: UInt64
}

/// What a connection knows of its operations: which wait, which are in flight, and who is to be told what.
///
/// It does no input or output. Events go in as method calls, and what is to be done comes out as ``Action`` values.
///
/// An operation is *queued* (exits: sent, cancelled, expired, connection broken) and then *in flight* (exits: answered,
/// and for reads alone abandoned; a write that expires stays in the table until its answer or the connection's end).
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

    private struct Operation {
        var ticket: Ticket
        var kind: Kind
        var deadline: Instant
        var sent: Instant
        /// The caller was told that the time is over; the answer, if it comes, only clears the table.
        var isOrphaned = false
    }

    let maximumInFlight: Int
    let maximumQueued: Int
    /// How long before the end of an operation's time a silent server is asked for a sign of life.
    let probeTime: Duration
    private var inFlight: [MessageID: Operation] = [:]
    private var queue: [Operation] = []
    private var abandoned: [MessageID] = []
    private var lastHeard: Instant?
    private var probe: Ticket?
    private(set) var isWriting = false
    private(set) var isBroken = false

    init(maximumInFlight: Int, maximumQueued: Int, probeTime: Duration = .zero) {
        self.maximumInFlight = maximumInFlight
        self.maximumQueued = maximumQueued
        self.probeTime = probeTime
    }

    /// Whether no operation waits and none is in flight.
    var isIdle: Bool { self.inFlight.isEmpty && self.queue.isEmpty }

    /// Whether the server is being asked for a sign of life.
    var isSuspect: Bool { self.probe != nil }
}

// MARK: - Callers

extension ConnectionStateMachine {
    /// A caller has a request.
    mutating func submit(_ ticket: Ticket, _ kind: Kind, deadline: Instant, now: Instant) -> Action {
        guard !self.isBroken else { return .fail(ticket, .notSent) }
        if self.canSend && self.queue.isEmpty { return .send(ticket) }
        guard self.queue.count < self.maximumQueued else { return .fail(ticket, .overflow) }
        self.queue.append(Operation(ticket: ticket, kind: kind, deadline: deadline, sent: now))
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
        return [.fail(ticket, .cancelled)] + self.abandon(id)
    }

    private var canSend: Bool {
        !self.isWriting && self.abandoned.isEmpty && self.inFlight.count < self.maximumInFlight
    }

    private mutating func abandon(_ id: MessageID) -> [Action] {
        guard self.isWriting else { return [.abandon(id)] }
        self.abandoned.append(id)
        return []
    }
}

// MARK: - The socket

extension ConnectionStateMachine {
    /// A request left; `isComplete` says whether all of it did.
    mutating func sent(
        _ ticket: Ticket, _ kind: Kind, as id: MessageID, deadline: Instant, isComplete: Bool, now: Instant
    ) {
        self.inFlight[id] = Operation(ticket: ticket, kind: kind, deadline: deadline, sent: now)
        self.isWriting = !isComplete
    }

    /// A request could not leave because an earlier one is still half written; it goes to the head of the queue.
    mutating func blocked(_ ticket: Ticket, _ kind: Kind, deadline: Instant, now: Instant) {
        self.queue.insert(Operation(ticket: ticket, kind: kind, deadline: deadline, sent: now), at: 0)
        self.isWriting = true
    }

    /// The half-written request is out.
    mutating func written() {
        self.isWriting = false
    }

    /// What can be sent now, one action at a time.
    mutating func next() -> Action? {
        guard !self.isWriting, !self.isBroken else { return nil }
        if let id = self.abandoned.popLast() { return .abandon(id) }
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
        guard !self.isBroken else { return [] }
        self.isBroken = true
        let lost = self.inFlight.values.filter { !$0.isOrphaned }.map { operation in
            Action.fail(operation.ticket, isSilent ? .silenced : .lost)
        }
        let unsent = self.queue.map { Action.fail($0.ticket, isSilent ? .expiredInQueue : .notSent) }
        self.inFlight = [:]
        self.queue = []
        self.abandoned = []
        return lost + unsent
    }
}

// MARK: - Time

extension ConnectionStateMachine {
    /// Another connection to the same server is silent.
    mutating func suspected() -> Action {
        self.isBroken || self.isWriting || self.probe != nil ? .wait : .probe
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
            if operation.ticket == self.probe { return actions + [.close] }
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
        guard self.probe == nil, !self.isWriting else { return false }
        return self.inFlight.values.contains { operation in
            !operation.isOrphaned && operation.deadline > now && operation.deadline - now <= self.probeTime
                && self.isSilent(since: operation.sent)
        }
    }

    private func isSilent(since moment: Instant) -> Bool {
        self.lastHeard.map { $0 <= moment } ?? true
    }

    private mutating func expire(_ id: MessageID, _ operation: Operation) -> [Action] {
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
            actions += self.abandon(id)
        }
        if isSilent && self.probe == nil { actions.append(self.isWriting ? .close : .probe) }
        return actions
    }
}

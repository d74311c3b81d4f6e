import Dispatch
import LDAP
import Logging
import Synchronization

/// One socket to a directory server, with many requests in flight.
///
/// It runs on its own Dispatch queue, which callers and whoever waits for its socket enter from their own threads, without a
/// hop through the actor's mailbox.
actor Connection {
    /// What holds for every operation of a connection.
    struct Limits: Sendable {
        var timeout: Duration
        var maximumInFlight: Int
        var maximumQueued: Int

        /// How long a server that was silent may take for a sign of life.
        var probeTime: Duration { min(self.timeout / 2, .seconds(2)) }
    }

    nonisolated let server: ServerURL
    nonisolated let limits: Limits
    nonisolated let executor: QueueExecutor
    nonisolated let traffic = Traffic()
    /// Those who wait for the socket's end.
    nonisolated let departures = WaitingRoom<Void>()
    private nonisolated let inbox = Mutex(Inbox())

    let logger: Logger
    /// Called when the server is asked for a sign of life; it must not wait for this connection.
    let onSuspicion: @Sendable () -> Void
    var machine: ConnectionStateMachine
    var waiters: [Ticket: Waiter] = [:]
    /// Callers whose answers have come; they are woken together, when nothing more can be read.
    var answered: [(waiter: Waiter, result: Result<Reply, LDAPError>)] = []
    let handle: Handle
    var sources = Sources()
    var isRetiring = false
    /// Whether the log names a search reference already.
    var hasPassedReference = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    init(
        server: ServerURL, tls: TLSOptions, limits: Limits, connectTimeout: Duration, logger: Logger,
        onSuspicion: @escaping @Sendable () -> Void
    ) throws(LDAPError) {
        self.server = server
        self.limits = limits
        self.executor = QueueExecutor(label: "starbridge.ldap")
        self.logger = logger
        self.onSuspicion = onSuspicion
        self.machine = ConnectionStateMachine(
            maximumInFlight: limits.maximumInFlight, maximumQueued: limits.maximumQueued,
            probeTime: limits.probeTime)
        self.handle = try Handle(server: server, tls: tls, timeout: connectTimeout)
    }
}

// MARK: - Callers

extension Connection {
    /// Sends a request and waits for the end of the answer.
    /// - Throws: ``LDAPError``: the server's, or one of ``ConnectionStateMachine/Failure`` as a result code.
    nonisolated func perform(_ request: Request, deadline: ContinuousClock.Instant) async throws(LDAPError) -> Reply {
        let ticket = self.traffic.begin()
        defer { self.traffic.end() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.post(
                    .submit(ticket, Waiter(request: request, deadline: deadline, receiver: .caller(continuation))))
                // A cancellation before the line above found nothing to cancel.
                if Task.isCancelled { self.post(.cancel(ticket)) }
            }
        } onCancel: {
            self.postLater(.cancel(ticket))
        }
        return try result.get()
    }

    /// Hands a command to the connection, and runs it here and now unless somebody does already.
    ///
    /// Nothing that runs on the queue blocks once the connection is open, and nothing that runs there calls this.
    nonisolated func post(_ command: Command) {
        guard self.inbox.withLock({ $0.add(command) }) else { return }
        self.executor.queue.sync { self.assumeIsolated { $0.readInbox() } }
    }

    /// Hands a command to the connection without waiting for its queue: from a cancellation handler, or while it may be connecting.
    ///
    /// A task is locked while its handlers run, and waking it from the queue takes the same lock.
    nonisolated func postLater(_ command: Command) {
        guard self.inbox.withLock({ $0.add(command) }) else { return }
        self.executor.queue.async { self.assumeIsolated { $0.readInbox() } }
    }

    private func readInbox() {
        while case let commands = self.inbox.withLock({ $0.take() }), !commands.isEmpty {
            let now = ContinuousClock.now
            for command in commands { self.obey(command, now) }
            self.pump(now)
        }
    }

    private func obey(_ command: Command, _ now: ContinuousClock.Instant) {
        switch command {
        case .submit(let ticket, let waiter):
            self.waiters[ticket] = waiter
            self.run(self.machine.submit(ticket, deadline: waiter.deadline), now)
            self.sources.armSweep()
        case .cancel(let ticket):
            self.run(self.machine.cancelled(ticket), now)
        case .read:
            self.drain()
            self.sources.arm()
        case .write:
            self.write()
            self.sources.arm()
        case .sweep:
            self.sweep(now)
        case .probe:
            self.run(self.machine.suspected(), now)
        case .retire:
            self.isRetiring = true
            if self.machine.isIdle { self.shutDown(.userCanceled, now) }
        case .close:
            self.shutDown(.userCanceled, now)
        case .giveUp:
            self.shutDown(.userCanceled, isGivenUp: true, now)
        }
    }
}

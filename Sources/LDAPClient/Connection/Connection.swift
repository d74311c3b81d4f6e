import LDAP
import Logging
import NIOCore
import Synchronization

/// One channel to a directory server, with many requests in flight, as everybody else sees it.
///
/// What happens on it is ``ConnectionHandler``'s, on the event loop of the channel: whoever calls from there is served without a
/// change of threads, all others by a hop.
final class Connection: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What holds for every operation of a connection.
    struct Limits: Sendable {
        var timeout: Duration
        var maximumInFlight: Int
        var maximumQueued: Int

        /// How long a server that was silent may take for a sign of life.
        var probeTime: Duration { min(self.timeout / 2, .seconds(2)) }
    }

    /// What a connection is made with.
    struct Plan: Sendable {
        var peer: Peer
        var limits: Limits
        var logger: Logger
        /// Called when the server is asked for a sign of life.
        var onSuspicion: @Sendable () -> Void = {}
    }

    let plan: Plan
    let eventLoop: any EventLoop
    let traffic: Traffic
    /// Those who wait for the channel's end.
    private let departures: WaitingRoom<Void>
    private let opening: EventLoopFuture<Void>
    private let handler: NIOLoopBound<ConnectionHandler>
    private let recognised = Mutex(ServerIdentity.unknown)

    /// Creates the face of a handler, on its event loop.
    init(_ handler: ConnectionHandler, on eventLoop: any EventLoop) {
        self.plan = handler.plan
        self.eventLoop = eventLoop
        self.traffic = handler.traffic
        self.departures = handler.departures
        self.opening = handler.opened.futureResult
        self.handler = NIOLoopBound(handler, eventLoop: eventLoop)
    }

    /// The server at the other end, and its address.
    var peer: Peer { self.plan.peer }

    /// The server at the other end.
    var server: ServerURL { self.plan.peer.server }

    /// Which server it is, once it was asked.
    var identity: ServerIdentity {
        get { self.recognised.withLock { $0 } }
        set { self.recognised.withLock { $0 = newValue } }
    }

    /// Waits until requests may be sent.
    /// - Throws: ``LDAPError``: why there is no session.
    func opened() async throws(LDAPError) {
        do {
            try await self.opening.get()
        } catch {
            throw error as? LDAPError ?? LDAPError(.localError)
        }
    }

    /// Sends a request and waits for the end of the answer.
    /// - Throws: ``LDAPError``: the server's, or one of ``ConnectionStateMachine/Failure`` as a result code.
    func perform(_ request: Request, deadline: Instant) async throws(LDAPError) -> Reply {
        let ticket = self.traffic.begin()
        defer { self.traffic.end() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submit = { @Sendable in
                    let waiter = Waiter(request: request, deadline: deadline, receiver: .caller(continuation))
                    self.handler.value.submit(ticket, waiter)
                }
                if self.eventLoop.inEventLoop { submit() } else { self.eventLoop.execute(submit) }
                // A cancellation before the lines above found nothing to cancel.
                if Task.isCancelled { self.cancel(ticket) }
            }
        } onCancel: {
            self.cancel(ticket)
        }
        return try result.get()
    }

    /// Sends requests together, and returns their answers, in the order of the requests, when all have come.
    func performAll(_ requests: [Request], deadline: Instant) async -> [TimedReply] {
        if requests.isEmpty { return [] }
        let tickets = requests.map { _ in self.traffic.begin() }
        defer { for _ in tickets { self.traffic.end() } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let gathering = Gathering(requests.count, for: continuation)
                if self.eventLoop.inEventLoop {
                    self.handler.value.submit(tickets, requests, deadline, gathering)
                } else {
                    self.eventLoop.execute { self.handler.value.submit(tickets, requests, deadline, gathering) }
                }
                // A cancellation before the lines above found nothing to cancel.
                if Task.isCancelled { for ticket in tickets { self.cancel(ticket) } }
            }
        } onCancel: {
            for ticket in tickets { self.cancel(ticket) }
        }
    }

    /// A task is locked while its cancellation handlers run, and resuming it takes the same lock; so this never happens at once.
    private func cancel(_ ticket: Ticket) {
        self.eventLoop.execute { self.handler.value.cancel(ticket) }
    }
}

// MARK: - The end

extension Connection {
    /// Asks the server for a sign of life.
    func probe() {
        self.eventLoop.execute { self.handler.value.suspect() }
    }

    /// Ends now.
    func close() {
        self.eventLoop.execute { self.handler.value.end(.userCanceled) }
    }

    /// Ends now, because the server is silent, as another connection has found out.
    func giveUp() {
        self.eventLoop.execute { self.handler.value.end(.userCanceled, isGivenUp: true) }
    }

    /// Finishes what is in flight, then ends.
    func retire() {
        self.eventLoop.execute { self.handler.value.retire() }
    }

    /// Finishes what is in flight and ends, at the latest after `limit`; also where the caller is cancelled.
    func retire(within limit: Duration) async {
        self.retire()
        await Task {
            if await self.ended(until: .now + limit) { return }
            self.close()
            await self.ended(until: .now + Self.closingLimit)
        }.value
    }

    /// Waits until the channel is gone, since only then may a new one take its place; false at the deadline, or where the caller is
    /// cancelled.
    @discardableResult
    func ended(until deadline: Instant?) async -> Bool {
        do {
            try await self.departures.wait(until: deadline, late: LDAPError(.timeout)) {
                self.traffic.isGone ? .success(()) : nil
            }
            return true
        } catch {
            return false
        }
    }

    /// How long somebody waits at most for a channel to be closed.
    static let closingLimit = Duration.seconds(1)
}

import LDAP
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The connections that all callers share, all to one server at a time.
final class Pool: Sendable {
    let configuration: Client.Configuration
    let logger: Logger
    let status: Status
    let metrics = ClientMetrics()
    let knowledge = ServerKnowledge()
    let addresses = AddressBook()
    let gate: BindGate
    private let eventLoops: [any EventLoop]
    private let connector: Connector
    private let openings = Openings()
    let writes = WriteGate()
    private let state: Mutex<PoolState>
    private let waiting = WaitingRoom<Connection>()
    private let waitingSlots = WaitingRoom<Connection>()

    init(configuration: Client.Configuration, eventLoops: any EventLoopGroup, gate: BindGate, logger: Logger) {
        precondition(!configuration.servers.isEmpty, "a client needs a server")
        self.configuration = configuration
        self.gate = gate
        self.logger = logger
        self.status = Status()
        self.eventLoops = Array(eventLoops.makeIterator())
        self.connector = Connector(
            configuration: configuration, gate: gate, openings: self.openings, logger: logger)
        self.state = Mutex(
            PoolState(
                selection: ServerSelection(count: configuration.servers.count),
                connections: Array(repeating: nil, count: configuration.connections),
                readOnly: ReadOnlyServers(among: configuration.servers)))
    }
}

// MARK: - Callers

extension Pool {
    /// Returns a connection to the server in use, and waits for one while servers are being tried.
    /// - Throws: ``LDAPError`` with ``ResultCode/unavailable`` when no server can be reached.
    func connection(until deadline: ContinuousClock.Instant) async throws(LDAPError) -> Connection {
        if let result = self.pick() { return try result.get() }
        let late = LDAPError(.unavailable, diagnostic: "no connection to the directory yet")
        return try await self.waiting.wait(until: deadline, late: late) { self.pick() }
    }

    private func pick() -> Result<Connection, LDAPError>? {
        let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop
        return self.state.withLock { state in
            if let connection = state.connection(for: eventLoop) { return .success(connection) }
            return state.failure.map { .failure($0) }
        }
    }

    /// The server in use and its address, while it is connected.
    var peerInUse: Peer? {
        self.state.withLock { $0.connection() }?.peer
    }

    /// The numbers of the servers that are better than the one in use, best first.
    var preferredServers: [Int] {
        self.state.withLock { state in
            state.connection() == nil ? [] : state.readOnly.preferred(to: state.selection.current)
        }
    }

    /// How the servers and the connections stand.
    var standing: Client.Standing {
        self.state.withLock { $0.standing(in: self.configuration) }
    }

    /// The connections that all callers share.
    var connections: [Connection] { self.state.withLock { $0.connections.compactMap { $0 } } }

    /// How often the pool began anew with a server.
    var epoch: Int { self.state.withLock { $0.epoch } }

    /// Whether something was written to the server in use.
    var hasWritten: Bool { self.state.withLock { $0.hasWritten } }

    /// Whether all servers were tried in vain.
    var isDown: Bool {
        self.state.withLock { $0.failure != nil }
    }

    /// Notes that something was written to the server in use.
    func wrote() {
        self.state.withLock { $0.hasWritten = true }
    }
}

// MARK: - Slots

extension Pool {
    /// Opens a connection that is not one of the pool's own.
    ///
    /// It leads to the server that the pool's own lead to, or to the one that `known` names: where another server answers at the
    /// address, it is tried again.
    /// - Throws: ``LDAPError``: why there is none before the deadline, or before the time limit of connecting.
    func open(
        _ peer: Peer, until deadline: ContinuousClock.Instant, known: ServerIdentity = .unknown
    ) async throws(LDAPError) -> Connection {
        let deadline = min(deadline, .now + self.configuration.connectTimeout)
        var attempts = 0
        while true {
            let connection = try await self.connector.open(peer, on: self.eventLoopOfCaller, until: deadline)
            do throws(LDAPError) {
                try self.recognise(connection, known)
                return connection
            } catch {
                attempts += 1
                guard attempts < Self.attempts, .now < deadline else { throw error }
            }
        }
    }

    /// How often a server is asked for behind an address that leads to several.
    private static let attempts = 5

    /// Refuses a connection to another server than the pool uses, or than `known` names, and closes it.
    /// - Throws: ``LDAPError`` with ``ResultCode/unavailable``.
    private func recognise(
        _ connection: Connection, _ known: ServerIdentity = .unknown
    ) throws(LDAPError) {
        let (peer, identity) = (connection.peer, connection.identity)
        for expected in [known, self.state.withLock { $0.identity(of: peer) }] where identity.isOther(than: expected) {
            connection.close()
            throw LDAPError(
                .unavailable,
                diagnostic: "\(peer) leads to several servers: \(identity) answers where \(expected) is in use")
        }
    }

    /// The event loop on which the caller runs, or else any.
    private var eventLoopOfCaller: any EventLoop {
        let current = MultiThreadedEventLoopGroup.currentEventLoop
        return self.eventLoops.first { $0 === current } ?? self.eventLoops[Int.random(in: 0..<self.eventLoops.count)]
    }

    /// Opens one of the connections that all callers share; they are spread evenly over the event loops.
    private func openShared(_ peer: Peer, in slot: Int) async throws(LDAPError) -> Connection {
        let connection = try await self.connector.open(
            peer, on: self.eventLoops[slot % self.eventLoops.count], until: .now + self.configuration.connectTimeout,
            onSuspicion: { [weak self] in self?.suspect() })
        try self.recognise(connection)
        return connection
    }

    /// Keeps the connection of one slot up until the task is cancelled.
    ///
    /// While nothing is connected, slot 0 alone tries, so that a server that comes back is not run over.
    func keep(_ slot: Int) async {
        var failures = 0
        var wasConnected = false
        while !Task.isCancelled {
            if slot > 0 { _ = try? await self.anyConnection() }
            if Task.isCancelled { return }
            let (index, server) = self.target()
            if slot == 0, wasConnected, self.peerInUse == nil { await self.addresses.renew(server) }
            wasConnected = false
            var peer: Peer?
            do {
                let address = try await self.addresses.peer(of: server)
                peer = address
                let connection = try await self.openShared(address, in: slot)
                failures = 0
                wasConnected = true
                await self.serve(connection, in: slot, of: index)
            } catch {
                guard !Task.isCancelled else { return }
                if self.failed(index, at: peer, error) { continue }
                failures += 1
                try? await Task.sleep(for: self.delay(after: failures, error))
            }
        }
    }

    private func anyConnection() async throws(LDAPError) {
        _ = try await self.waitingSlots.wait(until: nil, late: LDAPError(.timeout)) {
            self.state.withLock { $0.connection() }.map { .success($0) }
        }
    }

    /// While the account is refused, ``BindGate`` decides when it is tried; it is asked every second, for the password may change.
    private func delay(after failures: Int, _ error: LDAPError) -> Duration {
        if error.refusesAccount { return .seconds(1) }
        let delay = Backoff.delay(after: failures, jitter: .random(in: 0...1))
        return error.isRefusal ? max(delay, .seconds(failures < 3 ? 2 : 15)) : delay
    }

    private func target() -> (Int, ServerURL) {
        let index = self.state.withLock { $0.selection.current }
        return (index, self.configuration.servers[index])
    }

    private func serve(_ connection: Connection, in slot: Int, of index: Int) async {
        guard self.install(connection, in: slot, of: index) else {
            connection.close()
            return
        }
        if await !connection.ended(until: nil) { await connection.retire(within: self.configuration.timeout) }
        self.state.withLock { $0.connections[slot] = nil }
        if connection.traffic.isSilent { self.lostToSilence(connection.peer, index) } else { self.publish() }
    }

    /// Probes the other connections after one has heard nothing, to tell a silent server from one silent connection.
    private func suspect() {
        for connection in self.state.withLock({ $0.connections }) where connection?.traffic.isSuspect == false {
            connection?.probe()
        }
    }

    /// Leaves a silent server for the next one, unless another of its connections still hears from it.
    private func lostToSilence(_ peer: Peer, _ index: Int) {
        let others = self.state.withLock { $0.connections.compactMap { $0 } }.filter(\.traffic.isUsable)
        guard others.allSatisfy(\.traffic.isSuspect) else { return self.publish() }
        for connection in others { connection.giveUp() }
        self.openings.giveUp(peer)
        _ = self.failed(
            index, at: peer, LDAPError(.timeout, diagnostic: "\(peer) does not answer"), isSilent: true)
    }

    private func install(_ connection: Connection, in slot: Int, of index: Int) -> Bool {
        let isFirst = self.state.withLock { state -> Bool? in
            // Connections that were made at the same time may lead to different servers.
            guard state.selection.current == index,
                !connection.identity.isOther(than: state.identity(of: connection.peer))
            else { return nil }
            let isFirst = !state.connections.contains { $0?.traffic.isUsable == true }
            if isFirst {
                // The server may have been upgraded, or another one may have its address now.
                self.knowledge.forget(connection.server)
                state.epoch += 1
            }
            state.selection.succeeded(index)
            state.absences.met(index)
            state.connections[slot] = connection
            state.failure = nil
            state.told = []
            return isFirst
        }
        guard let isFirst else { return false }
        if isFirst { self.logger.info("The directory is connected.", metadata: ["server": "\(connection.server)"]) }
        self.metrics.connected()
        self.publish()
        self.waiting.admitAll(.success(connection))
        self.waitingSlots.admitAll(.success(connection))
        return true
    }

    /// Notes that a server cannot be reached at an address; returns whether another one is to be tried at once.
    ///
    /// A password that one server refuses is not tried at another.
    private func failed(_ index: Int, at peer: Peer?, _ error: LDAPError, isSilent: Bool = false) -> Bool {
        // The failure of a server that was left already changes nothing.
        if !error.refusesAccount, self.state.withLock({ $0.selection.current != index }) { return true }
        enum Next { case address, server, nothing }
        let next = self.state.withLock { state -> Next in
            guard isSilent || state.connection() == nil else { return .nothing }
            state.absences.missed(index, error)
            if !error.refusesAccount, let peer, self.addresses.left(peer) {
                state.hasWritten = false
                return .address
            }
            let hasNext = !error.refusesAccount && state.selection.failed(index)
            if state.selection.current != index { state.hasWritten = false }
            if !hasNext { state.failure = error.asUnavailable }
            return hasNext ? .server : .nothing
        }
        if next == .server { self.metrics.turned() }
        if next == .address && !isSilent { return true }
        if !error.refusesAccount, self.state.withLock({ $0.told.insert(error).inserted }) {
            let words = next == .nothing && self.peerInUse != nil
            self.logger.warning(
                words ? "A connection to the directory cannot be made." : "The directory cannot be reached.",
                metadata: ["error": "\(error)"])
        }
        // Whoever hears of it finds it in the state.
        self.publish(error)
        if next == .nothing { self.waitingFail() }
        return next != .nothing
    }

    /// Leaves the server in use for another one; what is in flight ends where it began.
    func turn(to index: Int, _ words: Logger.Message) {
        let connections = self.state.withLock { state in
            state.selection.turn(to: index)
            state.hasWritten = false
            return state.connections.compactMap { $0 }
        }
        self.metrics.turned()
        self.logger.notice(words, metadata: ["server": "\(self.configuration.servers[index])"])
        for connection in connections {
            connection.traffic.isRetiring = true
            connection.retire()
        }
    }

    /// Notes that a server takes no writes, and says what is to be done.
    ///
    /// Where the server was left meanwhile, nothing is.
    func refusesWrites(_ index: Int, referringTo referrals: [String]) -> ReadOnlyServers.Consequence {
        self.state.withLock { state in
            let consequence = state.readOnly.refused(index, referringTo: referrals)
            return state.selection.current == index || consequence == .giveUp
                ? consequence : .turn(to: state.selection.current)
        }
    }

    /// Answers waiting callers that no server can be reached; the slots go on waiting.
    private func waitingFail() {
        if let failure = self.state.withLock({ $0.failure }) { self.waiting.admitAll(.failure(failure)) }
    }
}

extension LDAPError {
    /// What a caller hears while no server can be used.
    fileprivate var asUnavailable: LDAPError {
        LDAPError(.unavailable, diagnostic: "no directory server can be used: \(self.description)")
    }
}

import LDAP
import Logging

extension Connection {
    /// Connects to a server and binds; whoever stops waiting leaves a connection behind that closes itself.
    ///
    /// Name resolution, the TLS handshake and reading the password may block, and none of them can be interrupted.
    /// - Throws: ``LDAPError``: why the server cannot be reached, or how it refused the bind; ``ResultCode/timeout`` at the deadline.
    static func open(
        _ server: ServerURL, configuration: Client.Configuration, gate: BindGate, openings: Openings, logger: Logger,
        until deadline: Instant, onSuspicion: @escaping @Sendable () -> Void = {}
    ) async throws(LDAPError) -> Connection {
        let room = WaitingRoom<Connection>()
        let late = LDAPError(.timeout, diagnostic: "no session with \(server) in time")
        return try await room.wait(until: deadline, late: late) {
            Task {
                let opened = await Self.establish(
                    server, configuration, gate, openings, logger, deadline, onSuspicion)
                if !room.admit(opened), case .success(let connection) = opened { connection.postLater(.close) }
            }
            return nil
        }
    }

    private static func establish(
        _ server: ServerURL, _ configuration: Client.Configuration, _ gate: BindGate, _ openings: Openings,
        _ logger: Logger, _ deadline: Instant, _ onSuspicion: @escaping @Sendable () -> Void
    ) async -> Result<Connection, LDAPError> {
        let limits = Limits(
            timeout: configuration.timeout, maximumInFlight: configuration.maximumInFlight,
            maximumQueued: configuration.maximumQueued)
        do throws(LDAPError) {
            if let (_, print) = try configuration.credentials.bindRequest() { try gate.check(print) }
            let connection = try Connection(
                server: server, tls: configuration.tls, limits: limits, connectTimeout: configuration.connectTimeout,
                logger: logger, onSuspicion: onSuspicion)
            openings.add(connection)
            defer { openings.remove(connection) }
            try await connection.connect(startTLS: configuration.tls.startTLS, timeout: configuration.connectTimeout)
            do throws(LDAPError) {
                try await connection.bind(as: configuration.credentials, gate, until: deadline)
            } catch {
                connection.postLater(.close)
                throw error
            }
            return .success(connection)
        } catch {
            return .failure(error)
        }
    }

    private func connect(startTLS: Bool, timeout: Duration) throws(LDAPError) {
        do {
            let startTLS = startTLS && self.server.scheme == .ldap
            let security: Security = self.server.scheme == .ldaps ? .atOnce : startTLS ? .afterRequest : .none
            try self.handle.connect(security, timeout: timeout)
            try self.sources.start(self, descriptor: self.handle.descriptor, timeout: self.limits.timeout)
        } catch {
            self.traffic.close()
            self.handle.unbind()
            self.traffic.leave()
            throw LDAPError(error.code, diagnostic: "\(self.server): \(error.diagnostic)")
        }
    }

    private nonisolated func bind(
        as credentials: BindCredentials, _ gate: BindGate, until deadline: Instant
    ) async throws(LDAPError) {
        guard let (request, print) = try credentials.bindRequest() else { return }
        try await gate.pass(print, until: deadline) { () throws(LDAPError) in
            do throws(LDAPError) {
                _ = try await self.perform(request, deadline: deadline)
            } catch {
                guard error.isRefusal else { throw error }
                throw LDAPError(error.code, diagnostic: "\(self.server) refuses the bind as \(credentials.name)")
            }
        }
    }

    /// Waits until the socket is gone, since only then may a new one take its place; false at the deadline, or where the caller is
    /// cancelled.
    @discardableResult
    nonisolated func ended(until deadline: Instant?) async -> Bool {
        do {
            try await self.departures.wait(until: deadline, late: LDAPError(.timeout)) {
                self.traffic.isGone ? .success(()) : nil
            }
            return true
        } catch {
            return false
        }
    }

    /// Finishes what is in flight and ends, at the latest after `limit`; also where the caller is cancelled.
    nonisolated func retire(within limit: Duration) async {
        self.postLater(.retire)
        await Task {
            if await self.ended(until: .now + limit) { return }
            self.postLater(.close)
            await self.ended(until: .now + Self.closingLimit)
        }.value
    }

    /// How long somebody waits at most for a socket to be closed.
    static let closingLimit = Duration.seconds(1)

    /// Fails what waits and stops watching the socket; the session ends when nothing can be in the middle of using it.
    ///
    /// `isGivenUp` tells that another connection has found the server silent.
    func shutDown(_ reason: ResultCode, isGivenUp: Bool = false, _ now: Instant) {
        guard self.traffic.isOpen else { return }
        self.traffic.close()
        self.traffic.isSilent = reason == .timeout
        if reason != .userCanceled {
            self.logger.info(
                "The connection to the directory was lost.",
                metadata: ["server": "\(self.server)", "error": "\(reason)"])
        }
        self.run(self.machine.broke(isSilent: isGivenUp || reason == .timeout), now)
        self.sources.stop(self)
    }

    /// Nothing watches the socket any more, and nothing is in the middle of using it.
    func sourcesEnded() {
        self.handle.unbind()
        self.traffic.leave()
        self.departures.admitAll(.success(()))
    }
}

extension BindCredentials {
    /// How the client binds, and the print of the password, which is read anew each time; nil where it does not bind.
    func bindRequest() throws(LDAPError) -> (Request, PasswordPrint)? {
        switch self {
        case .anonymous: return nil
        case .external: return (.bindExternal, PasswordPrint([]))
        case .simple(let dn, let password):
            let password = try password()
            // A bind without a password succeeds as nobody (RFC 4513 section 5.1.2).
            guard !password.isEmpty, !dn.isRoot else {
                throw LDAPError(.parameterError, diagnostic: "a bind needs a name and a password that is not empty")
            }
            return (.bind(dn: dn.description, password: password), PasswordPrint(password))
        }
    }

    /// The name for messages.
    var name: String {
        switch self {
        case .anonymous: "nobody"
        case .simple(let dn, _): "'\(dn)'"
        case .external: "the owner of the socket or certificate"
        }
    }
}

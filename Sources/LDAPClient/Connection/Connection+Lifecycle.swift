import LDAP
import Logging

extension Connection {
    /// Connects to a server and binds.
    /// - Throws: ``LDAPError``: why the server cannot be reached, or how it refused the bind.
    static func open(
        _ server: ServerURL, configuration: Client.Configuration, logger: Logger
    ) async throws(LDAPError) -> Connection {
        let limits = Limits(
            timeout: configuration.timeout, maximumInFlight: configuration.maximumInFlight,
            maximumQueued: configuration.maximumQueued)
        let connection = try Connection(
            server: server, tls: configuration.tls, limits: limits, connectTimeout: configuration.connectTimeout,
            logger: logger)
        try await connection.connect(startTLS: configuration.tls.startTLS, timeout: configuration.connectTimeout)
        do {
            try await connection.bind(as: configuration.credentials)
        } catch {
            await connection.close()
            throw error
        }
        return connection
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
            throw LDAPError(error.code, diagnostic: "\(self.server): \(error.diagnostic)")
        }
    }

    private nonisolated func bind(as credentials: Credentials) async throws(LDAPError) {
        let request: Request
        switch credentials {
        case .anonymous:
            return
        case .external:
            request = .bindExternal
        case .simple(let dn, let password):
            let password = try password()
            // A bind without a password succeeds as nobody (RFC 4513 section 5.1.2).
            guard !password.isEmpty, !dn.isRoot else {
                throw LDAPError(.parameterError, diagnostic: "a bind needs a name and a password that is not empty")
            }
            request = .bind(dn: dn.description, password: password)
        }
        do {
            _ = try await self.perform(request, deadline: .now + self.limits.timeout)
        } catch {
            throw LDAPError(error.code, diagnostic: "\(self.server) refuses the bind as \(credentials.name)")
        }
    }

    /// Ends the connection and waits until its socket is gone.
    nonisolated func close() async {
        self.post(.close)
        await self.ended()
    }

    /// Waits until the socket is gone: only then may a new one take its place.
    func ended() async {
        guard self.traffic.isOpen || self.sources.isAlive else { return }
        await withCheckedContinuation { self.watchers.append($0) }
    }

    /// Fails what waits and stops watching the socket; the session ends when nothing can be in the middle of using it.
    func shutDown(_ reason: ResultCode, _ now: Instant) {
        guard self.traffic.isOpen else { return }
        self.traffic.close()
        if reason != .userCanceled {
            self.logger.info(
                "The connection to the directory was lost.",
                metadata: ["server": "\(self.server)", "error": "\(reason)"])
        }
        self.run(self.machine.broke(), now)
        self.sources.stop(self)
    }

    /// Nothing watches the socket any more, and nothing is in the middle of using it.
    func sourcesEnded() {
        self.sources.ended()
        self.handle.unbind()
        let watchers = self.watchers
        self.watchers = []
        for watcher in watchers { watcher.resume() }
    }
}

extension Credentials {
    /// The name for messages.
    var name: String {
        switch self {
        case .anonymous: "nobody"
        case .simple(let dn, _): "'\(dn)'"
        case .external: "the owner of the socket or certificate"
        }
    }
}

import LDAP
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// Makes connections: connects, secures, binds, and asks which server answers.
struct Connector: Sendable {
    let configuration: Client.Configuration
    let gate: BindGate
    let openings: Openings
    let logger: Logger

    /// Opens a connection on an event loop; whoever stops waiting leaves one behind that closes itself.
    ///
    /// Files that are read for it, such as the password's, may block, and so it does not happen on the event loop.
    /// - Throws: ``LDAPError``: why the server cannot be reached, or how it refused the bind; ``ResultCode/timeout`` at the deadline.
    func open(
        _ peer: Peer, on eventLoop: any EventLoop, until deadline: Connection.Instant,
        onSuspicion: @escaping @Sendable () -> Void = {}
    ) async throws(LDAPError) -> Connection {
        let room = WaitingRoom<Connection>()
        let late = LDAPError(.timeout, diagnostic: "no session with \(peer) in time")
        return try await room.wait(until: deadline, late: late) {
            Task {
                let opened = await self.establish(peer, eventLoop, deadline, onSuspicion)
                if !room.admit(opened), case .success(let connection) = opened { connection.close() }
            }
            return nil
        }
    }

    private func establish(
        _ peer: Peer, _ eventLoop: any EventLoop, _ deadline: Connection.Instant,
        _ onSuspicion: @escaping @Sendable () -> Void
    ) async -> Result<Connection, LDAPError> {
        do throws(LDAPError) {
            if let (_, print) = try self.bindRequest() { try self.gate.check(print) }
            let connection: Connection
            do throws(LDAPError) {
                connection = try await self.connect(peer, eventLoop, onSuspicion)
            } catch {
                throw LDAPError(error.code, diagnostic: "\(peer): \(error.diagnostic)")
            }
            self.openings.add(connection)
            defer { self.openings.remove(connection) }
            do throws(LDAPError) {
                try await connection.opened()
            } catch {
                throw LDAPError(error.code, diagnostic: "\(peer): \(error.diagnostic)")
            }
            do throws(LDAPError) {
                try await self.bind(connection, until: deadline)
                connection.identity = try await ServerIdentity(
                    of: connection, speaking: self.configuration.dialect, until: deadline)
            } catch {
                connection.close()
                throw error
            }
            return .success(connection)
        } catch {
            return .failure(error)
        }
    }

    /// Connects to a server, and waits for nothing that it says.
    /// - Throws: ``LDAPError``: why it cannot be reached.
    func connect(
        _ peer: Peer, _ eventLoop: any EventLoop, _ onSuspicion: @escaping @Sendable () -> Void
    ) async throws(LDAPError) -> Connection {
        // When it is first called, libldap asks for the name of the machine, which may take long.
        guard (try? await NIOThreadPool.singleton.runIfActive { Library.isIsolated }) == true else {
            throw LDAPError(.localError, diagnostic: "libldap cannot be set up")
        }
        let security = self.security(of: peer.server)
        let tls = security == .none ? nil : try self.configuration.tls.context()
        let plan = self.plan(peer, onSuspicion)
        let limit = self.configuration.connectTimeout
        do {
            return try await self.bootstrap(peer, eventLoop, security).connect(to: peer.address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if security == .atOnce, let tls {
                        try channel.pipeline.syncOperations.addHandler(try tls.handler(for: peer.server))
                    }
                    let handler = try ConnectionHandler(plan, security, tls, within: limit, on: channel.eventLoop)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return Connection(handler, on: channel.eventLoop)
                }
            }
        } catch {
            if let error = error as? LDAPError { throw error }
            throw LDAPError(.serverDown, diagnostic: Library.words(for: .serverDown))
        }
    }

    private func bootstrap(_ peer: Peer, _ eventLoop: any EventLoop, _ security: Security) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(self.configuration.connectTimeout))
            // Of the response to StartTLS nothing is read that comes behind it.
            .channelOption(.autoRead, value: security != .afterRequest)
        guard peer.server.scheme != .ldapi else { return bootstrap }
        return
            bootstrap
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 60)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 10)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
    }

    private func security(of server: ServerURL) -> Security {
        switch server.scheme {
        case .ldaps: .atOnce
        case .ldap: self.configuration.tls.startTLS ? .afterRequest : .none
        case .ldapi: .none
        }
    }

    private func plan(_ peer: Peer, _ onSuspicion: @escaping @Sendable () -> Void) -> Connection.Plan {
        let limits = Connection.Limits(
            timeout: self.configuration.timeout, maximumInFlight: self.configuration.maximumInFlight,
            maximumQueued: self.configuration.maximumQueued)
        return Connection.Plan(peer: peer, limits: limits, logger: self.logger, onSuspicion: onSuspicion)
    }

    private func bind(_ connection: Connection, until deadline: Connection.Instant) async throws(LDAPError) {
        let credentials = self.configuration.credentials
        guard let (request, print) = try self.bindRequest() else { return }
        try await self.gate.pass(print, until: deadline) { () throws(LDAPError) in
            do throws(LDAPError) {
                _ = try await connection.perform(request, deadline: deadline)
            } catch {
                guard error.isRefusal else { throw error }
                throw LDAPError(
                    error.code, diagnostic: "\(connection.server) refuses the bind as \(credentials.name)")
            }
        }
    }
}

extension Connector {
    /// How the client binds, and the print of the password, which is read anew each time; nil where it does not bind.
    private func bindRequest() throws(LDAPError) -> (Request, PasswordPrint)? {
        let servers = self.configuration.servers
        switch self.configuration.credentials {
        case .anonymous: return nil
        case .external: return (.bindExternal, PasswordPrint([], at: servers))
        case .simple(let dn, let password):
            let password = try password()
            // A bind without a password succeeds as nobody (RFC 4513 section 5.1.2).
            guard !password.isEmpty, !dn.isRoot else {
                throw LDAPError(.parameterError, diagnostic: "a bind needs a name and a password that is not empty")
            }
            let name = dn.description
            return (.bind(dn: name, password: password), PasswordPrint(password, of: name, at: servers))
        }
    }
}

extension BindCredentials {
    /// The name for messages.
    fileprivate var name: String {
        switch self {
        case .anonymous: "nobody"
        case .simple(let dn, _): "'\(dn)'"
        case .external: "the owner of the socket or certificate"
        }
    }
}

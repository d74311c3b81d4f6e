import Directories
import LDAP
import Synchronization

/// What the servers said about themselves, read once for each until it is lost.
final class ServerKnowledge: Sendable {
    private struct Facts {
        var rootDSE: RootDSE?
        var schema: Schema?
    }

    private let facts = Mutex([ServerURL: Facts]())

    /// The root DSE of a server, where it was read.
    func rootDSE(of server: ServerURL) -> RootDSE? {
        self.facts.withLock { $0[server]?.rootDSE }
    }

    /// The schema of a server, where it was read.
    func schema(of server: ServerURL) -> Schema? {
        self.facts.withLock { $0[server]?.schema }
    }

    /// Forgets what a server said, which may say something else from now on.
    func forget(_ server: ServerURL) {
        self.facts.withLock { $0[server] = nil }
    }

    /// Keeps a root DSE.
    func learn(_ rootDSE: RootDSE, of server: ServerURL) {
        self.facts.withLock { $0[server, default: Facts()].rootDSE = rootDSE }
    }

    /// Keeps a schema.
    func learn(_ schema: Schema, of server: ServerURL) {
        self.facts.withLock { $0[server, default: Facts()].schema = schema }
    }
}

extension Pool {
    /// Returns what the server in use says of itself.
    /// - Throws: ``LDAPError``: why it cannot be read.
    func rootDSE() async throws(LDAPError) -> RootDSE {
        let deadline = ContinuousClock.now + self.configuration.timeout
        return try await self.rootDSE(on: self.connection(until: deadline), deadline)
    }

    /// Returns the schema of the server in use.
    /// - Throws: ``LDAPError``: why it cannot be read.
    func schema() async throws(LDAPError) -> Schema {
        let deadline = ContinuousClock.now + self.configuration.timeout
        let connection = try await self.connection(until: deadline)
        if let known = self.knowledge.schema(of: connection.server) { return known }
        guard let name = try await self.rootDSE(on: connection, deadline).subschemaSubentry else {
            throw LDAPError(.noSuchObject, diagnostic: "\(connection.server) does not name its schema")
        }
        guard let entry = try await connection.entry(name, Schema.attributes, deadline) else {
            throw LDAPError(.noSuchObject, diagnostic: "\(connection.server) does not show its schema at '\(name)'")
        }
        let schema = try await self.dialect(of: connection, deadline).schema(in: entry)
        self.knowledge.learn(schema, of: connection.server)
        return schema
    }

    /// The schema of a server, if somebody has asked for it.
    func knownSchema(of server: ServerURL) -> Schema? {
        self.knowledge.schema(of: server)
    }

    /// The dialect that is configured, or else the one by which the server is known; the standard for a kind that nobody knows.
    /// - Throws: ``LDAPError`` if the server could not be asked: what it is not known to be must not be concluded from that.
    func dialect(
        of connection: Connection, _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> Dialect {
        if let configured = self.configuration.dialect { return configured }
        return Dialect.detected(from: try await self.rootDSE(on: connection, deadline)) ?? .standard
    }

    func rootDSE(
        on connection: Connection, _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> RootDSE {
        if let known = self.knowledge.rootDSE(of: connection.server) { return known }
        guard let entry = try await connection.entry(DistinguishedName([]), RootDSE.attributes, deadline) else {
            throw LDAPError(.noSuchObject, diagnostic: "\(connection.server) has no root DSE")
        }
        let rootDSE = RootDSE(entry: entry)
        self.knowledge.learn(rootDSE, of: connection.server)
        return rootDSE
    }
}

import LDAP
import Logging
public import NIOCore
import NIOPosix
import ServiceLifecycle

/// A client of a directory: pipelined connections to the first of its servers that works.
///
/// Somebody must call ``run()``: it makes the connections and keeps them up. Until the first is there, operations wait for
/// it; once all servers were tried in vain, operations fail at once.
public final class Client: Service, Sendable {
    let pool: Pool
    let leases: Leases

    /// Creates a client with connections on these event loops; nothing is connected before ``run()``.
    ///
    /// A caller that runs on one of them is served there. A client that takes the place of another one knows which password the directory
    /// has refused, and does not try it again too soon.
    public init(
        configuration: Configuration, eventLoops: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup,
        succeeding former: Client? = nil, logger: Logger
    ) {
        self.pool = Pool(
            configuration: configuration, eventLoops: eventLoops, gate: former?.pool.gate ?? BindGate(logger: logger),
            logger: logger)
        self.leases = Leases(pool: self.pool)
    }

    /// Keeps the connections up until graceful shutdown or cancellation, and lets requests in flight end then.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for slot in 0..<self.pool.configuration.connections {
                    group.addTask { await self.pool.keep(slot) }
                }
                group.addTask { await self.pool.watchPreferredServers() }
            }
        }
        await self.leases.close()
    }

    /// How the client stands with the directory.
    public var state: State { self.pool.status.current }

    /// The state as it is, and every change of it.
    public var states: AsyncStream<State> { self.pool.status.changes() }

    /// A number that grows whenever the client begins anew with a server: with another one, or with one that was away and may have
    /// another schema now.
    public var epoch: Int { self.pool.epoch }
}

// MARK: - Operations

extension Client {
    /// Returns all that a search finds; a lost connection is replaced and the search repeated.
    /// - Throws: ``LDAPError``: the server's, or ``ResultCode/unavailable``, ``ResultCode/timeout``,
    ///   ``ResultCode/busy`` or ``ResultCode/userCanceled``.
    public func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        let timeout = self.pool.configuration.timeout
        let deadline = ContinuousClock.now + timeout
        let start = self.pool.metrics.begin()
        do {
            let reply = try await self.pool.read(.search(request, timeLimit: timeout), until: deadline)
            let result = try await self.result(of: reply, deadline)
            self.pool.metrics.end(.search, since: start)
            return result
        } catch {
            self.pool.metrics.end(.search, since: start, error)
            throw error
        }
    }

    /// Sends searches together on one connection and returns what became of each, in their order; those that are lost with the
    /// connection are repeated.
    public func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        let timeout = self.pool.configuration.timeout
        let deadline = ContinuousClock.now + timeout
        let start = self.pool.metrics.begin(requests.count)
        let answers = await self.pool.readAll(requests.map { .search($0, timeLimit: timeout) }, until: deadline)
        var outcomes: [Result<SearchResult, LDAPError>] = []
        outcomes.reserveCapacity(answers.count)
        for answer in answers {
            self.pool.metrics.end(.search, since: start, at: answer.time, answer.error)
            switch answer.outcome {
            case .success(let reply):
                do throws(LDAPError) {
                    outcomes.append(.success(try await self.result(of: reply, deadline)))
                } catch {
                    outcomes.append(.failure(error))
                }
            case .failure(let error): outcomes.append(.failure(error))
            }
        }
        return outcomes
    }

    /// What a search found, with all values of each entry.
    private func result(
        of reply: Reply, _ deadline: ContinuousClock.Instant
    ) async throws(LDAPError) -> SearchResult {
        let timeout = self.pool.configuration.timeout
        return try await reply.completed { (request) throws(LDAPError) in
            try await self.pool.read(.search(request, timeLimit: timeout), until: deadline)
        }
    }

    /// Applies a change and returns what its post-read control brought.
    /// - Throws: ``LDAPError``; its outcome says whether the change may have been made all the same.
    public func apply(
        _ change: Change, options: WriteOptions = WriteOptions()
    ) async throws(LDAPError) -> WriteResult {
        let start = self.pool.metrics.begin()
        do {
            let result = try await self.pool.write(change, options)
            self.pool.metrics.end(change.metric, since: start)
            return result
        } catch {
            self.pool.metrics.end(change.metric, since: start, error)
            throw error
        }
    }
}

// MARK: - Servers

extension Client {
    /// Returns what the server in use says of itself, read once for each server.
    /// - Throws: ``LDAPError``: why it cannot be read.
    public func rootDSE() async throws(LDAPError) -> RootDSE {
        try await self.pool.rootDSE()
    }

    /// Returns the schema of the server in use, read once for each server.
    /// - Throws: ``LDAPError``: why it cannot be read.
    public func schema() async throws(LDAPError) -> Schema {
        try await self.pool.schema()
    }
}

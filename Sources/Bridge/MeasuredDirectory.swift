import Glibc
import LDAP
import Logging
import SCIM

/// The directory as one call sees it: how long the call waits for it is noted in the call's record, and each operation is told to the
/// log where that listens to `debug`.
final class MeasuredDirectory: Directory {
    private let directory: any Directory
    private let measure: Measure

    init(_ directory: any Directory, _ context: RequestContext, _ logger: Logger) {
        self.directory = directory
        self.measure = Measure(record: context.record, requestID: context.requestID, logger: logger)
    }

    func server() async throws(LDAPError) -> DirectoryServer {
        try await self.directory.server()
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.measure.search(request, in: self.directory)
    }

    func searchAll(_ requests: [SearchRequest]) async -> [Result<SearchResult, LDAPError>] {
        let start = Measure.now
        let outcomes = await self.directory.searchAll(requests)
        self.measure.end(requests.count, since: start)
        for (request, outcome) in zip(requests, outcomes) { self.measure.tell(request, outcome) }
        return outcomes
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.measure.apply(change, options, in: self.directory)
    }

    /// The session outlives the call, and so is not measured.
    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        try await self.directory.hold(idle: idle)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { [measure] session throws(LDAPError) in
            try await body(MeasuredSession(session, measure))
        }
    }
}

/// A connection of one call's own, measured like the others.
private struct MeasuredSession: DirectorySession {
    private let session: any DirectorySession
    private let measure: Measure

    init(_ session: any DirectorySession, _ measure: Measure) {
        self.session = session
        self.measure = measure
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.measure.search(request, in: self.session)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.measure.apply(change, options, in: self.session)
    }
}

/// Takes the time of operations and tells of them.
private struct Measure: Sendable {
    let record: CallRecord
    let requestID: String
    /// Nil where nobody wants to hear of single operations.
    let logger: Logger?

    init(record: CallRecord, requestID: String, logger: Logger) {
        self.record = record
        self.requestID = requestID
        self.logger = logger.logLevel <= .debug ? logger : nil
    }

    func search(
        _ request: SearchRequest, in directory: any DirectorySession
    ) async throws(LDAPError) -> SearchResult {
        let start = Self.now
        do {
            let result = try await directory.search(request)
            self.end(since: start)
            self.tell(request, .success(result))
            return result
        } catch {
            self.end(since: start)
            self.tell(request, .failure(error))
            throw error
        }
    }

    func apply(
        _ change: Change, _ options: WriteOptions, in directory: any DirectorySession
    ) async throws(LDAPError) -> WriteResult {
        let start = Self.now
        do {
            let result = try await directory.apply(change, options: options)
            self.end(since: start)
            self.tell(change, options, "success")
            return result
        } catch {
            self.end(since: start)
            self.tell(change, options, "\(error)")
            throw error
        }
    }

    /// So many operations that began at a moment have ended now.
    func end(_ count: Int = 1, since start: Int64) {
        self.record.note(operations: count, nanoseconds: Self.now - start)
    }

    /// Nanoseconds since some moment.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

// MARK: - What the log hears

extension Measure {
    /// Tells of a search: what was asked, and how many entries were found.
    func tell(_ request: SearchRequest, _ outcome: Result<SearchResult, LDAPError>) {
        guard let logger else { return }
        let result =
            switch outcome {
            case .success(let found): "\(found.entries.count) found"
            case .failure(let error): "\(error)"
            }
        logger.debug(
            "The directory was searched.",
            metadata: ["request_id": "\(self.requestID)", "search": "\(request)", "result": "\(result)"])
    }

    /// Tells of a change, its secrets withheld.
    private func tell(_ change: Change, _ options: WriteOptions, _ result: String) {
        guard let logger else { return }
        logger.debug(
            "The directory was changed, or refused to be.",
            metadata: [
                "request_id": "\(self.requestID)", "ldif": "\(change.ldif())",
                "controls": .array(options.controls.map { "\($0)" }), "result": "\(result)",
            ])
    }
}

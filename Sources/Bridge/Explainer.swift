import LDAP
import Logging
import SCIM
import Synchronization
import Translator

/// Says what a call would do, as LDAP searches and LDIF, against the live directory, and writes nothing.
///
/// ``provisioners`` answer calls like those that serve clients, with the same code; only their last step is replaced: plans
/// are noted instead of applied.
public struct Explainer: Sendable {
    /// Answer the calls that are to be explained, one for each mapping.
    public let provisioners: [Provisioner]
    private let transcript = Transcript()

    /// Creates an explainer; the other parameters are those of ``Provisioner``.
    public init(
        mappings: [Mapping], dialect: Dialect? = nil, directory: any Directory,
        options: Provisioner.Options = Provisioner.Options(), logger: Logger
    ) {
        let watched = WatchedDirectory(directory: directory, transcript: self.transcript)
        let executor = NotingExecutor(transcript: self.transcript)
        self.provisioners = mappings.map { mapping in
            Provisioner(
                mapping: mapping, dialect: dialect, directory: watched, executor: executor, options: options,
                logger: logger
            )
        }
    }

    /// What has been noted so far: each search as a comment, each change as LDIF.
    public var report: String {
        self.transcript.text
    }
}

/// What an explained call has done so far.
private final class Transcript: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String {
        self.lines.withLock { $0.joined(separator: "\n") }
    }

    func note(_ line: String) {
        self.lines.withLock { $0.append(line) }
    }

    func note(_ request: SearchRequest, _ result: Result<SearchResult, LDAPError>) {
        switch result {
        case .success(let answer): self.note("# \(request)\n#   \(answer.entries.count) found")
        case .failure(let error): self.note("# \(request)\n#   \(error)")
        }
    }
}

/// Notes the plan instead of applying it.
private struct NotingExecutor: PlanExecutor {
    let transcript: Transcript

    func execute(_ plan: Plan, _ book: Rulebook, _ context: RequestContext) async throws(StepFailure) -> Attempt {
        self.transcript.note("# effect: \(plan.effect)\n")
        for step in plan.steps {
            if let precondition = step.precondition { self.transcript.note("# only if \(precondition)") }
            self.transcript.note(step.change.ldif())
        }
        return .noted
    }
}

/// A session that notes its searches and refuses to write.
private struct WatchedSession: DirectorySession {
    let session: any DirectorySession
    let transcript: Transcript

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        do {
            let result = try await self.session.search(request)
            self.transcript.note(request, .success(result))
            return result
        } catch {
            self.transcript.note(request, .failure(error))
            throw error
        }
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .explaining
    }
}

private struct WatchedDirectory: Directory {
    let directory: any Directory
    let transcript: Transcript

    func server() async throws(LDAPError) -> DirectoryServer {
        try await self.directory.server()
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await WatchedSession(session: self.directory, transcript: self.transcript).search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .explaining
    }

    func applyTransaction(_ changes: [Change], options: [WriteOptions]) async throws(LDAPError) {
        throw .explaining
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        WatchedSession(session: try await self.directory.hold(idle: idle), transcript: self.transcript)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { session throws(LDAPError) in
            try await body(WatchedSession(session: session, transcript: self.transcript))
        }
    }
}

extension LDAPError {
    /// Nothing is written while a call is explained.
    fileprivate static let explaining = LDAPError(.unwillingToPerform, diagnostic: "a call is only explained")
}

import LDAP

/// A directory whose searches are noted and find what explained changes would have made of it; it refuses to write.
///
/// A list that is too long for one answer is read as it is.
struct ExplainedDirectory: Directory {
    let directory: any Directory
    let imagined: ImaginedEntries
    let transcript: Transcript

    func server() async throws(LDAPError) -> DirectoryServer {
        try await self.directory.server()
    }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.transcript.noting(request) { () throws(LDAPError) in
            let imagined = self.imagined.current
            if imagined.isEmpty { return Finding(try await self.directory.search(request)) }
            let schema = try await self.directory.server().schema
            let question = try imagined.question(for: request, schema)
            let found = if let question { try await self.directory.search(question) } else { SearchResult() }
            return try imagined.finding(by: request, in: found, schema)
        }
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .explaining
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        ExplainedSession(session: try await self.directory.hold(idle: idle), transcript: self.transcript)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { session throws(LDAPError) in
            try await body(ExplainedSession(session: session, transcript: self.transcript))
        }
    }
}

/// A session that notes its searches and refuses to write.
private struct ExplainedSession: DirectorySession {
    let session: any DirectorySession
    let transcript: Transcript

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        try await self.transcript.noting(request) { () throws(LDAPError) in
            Finding(try await self.session.search(request))
        }
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        throw .explaining
    }
}

extension LDAPError {
    /// Nothing is written while a call is explained.
    fileprivate static let explaining = LDAPError(.unwillingToPerform, diagnostic: "a call is only explained")
}

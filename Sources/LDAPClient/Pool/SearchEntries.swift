import LDAP
import Synchronization

/// The entries of a search, read from the server no faster than they are used.
///
/// Each iteration sends the search anew, on a leased connection of its own. Leaving the loop early abandons the search.
public struct SearchEntries: AsyncSequence, Sendable {
    /// What the sequence is made of.
    public typealias Element = Entry
    /// How it fails.
    public typealias Failure = LDAPError

    let request: SearchRequest
    let leases: Leases
    let timeout: Duration

    /// Begins an iteration; the search is sent with the first call of ``Iterator/next()``.
    public func makeAsyncIterator() -> Iterator {
        Iterator(search: RunningSearch(self))
    }

    /// One run through the entries.
    public struct Iterator: AsyncIteratorProtocol {
        let search: RunningSearch

        /// Returns the next entry, or nil after the last.
        /// - Throws: ``LDAPError``: the server's, or why there is no answer.
        public mutating func next() async throws(LDAPError) -> Entry? {
            try await self.search.next()
        }

        /// Returns the next entry, or nil after the last.
        /// - Throws: ``LDAPError``: the server's, or why there is no answer.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(LDAPError) -> Entry? {
            try await self.search.next()
        }
    }
}

/// A search under way, with its connection; both end with the last reference.
final class RunningSearch: Sendable {
    private enum Progress {
        case notBegun
        case running(Connection, Ticket)
        case ended
    }

    private let sequence: SearchEntries
    private let buffer = EntryBuffer()
    private let progress = Mutex(Progress.notBegun)

    init(_ sequence: SearchEntries) {
        self.sequence = sequence
    }

    deinit {
        self.finish()
    }

    func next() async throws(LDAPError) -> Entry? {
        guard let (connection, ticket) = try await self.running() else { return nil }
        let result = await withTaskCancellationHandler {
            await self.buffer.next { connection.post(.proceed) }
        } onCancel: {
            connection.postLater(.cancel(ticket))
        }
        guard case .success(.some(let entry)) = result else {
            self.finish()
            return try result.get()
        }
        return entry
    }

    private func running() async throws(LDAPError) -> (Connection, Ticket)? {
        switch self.progress.withLock({ $0 }) {
        case .running(let connection, let ticket): return (connection, ticket)
        case .ended: return nil
        case .notBegun: break
        }
        let connection = try await self.sequence.leases.take(until: .now + self.sequence.timeout)
        let ticket = connection.stream(self.sequence.request, into: self.buffer)
        self.progress.withLock { $0 = .running(connection, ticket) }
        return (connection, ticket)
    }

    /// Gives the connection back, clean only where the search has ended.
    private func finish() {
        let progress = self.progress.withLock { progress in
            defer { progress = .ended }
            return progress
        }
        guard case .running(let connection, _) = progress else { return }
        var isClean = false
        if case .success = self.buffer.end { isClean = true }
        self.sequence.leases.give(back: connection, isClean: isClean)
    }
}

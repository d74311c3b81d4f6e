import Directories
import LDAP

/// Which entries are being written: of several writers of one entry each waits for the one before it.
///
/// This serves where the server itself does not keep writers apart, and holds for the calls of one process. A writer holds one entry
/// at a time, so no two wait for each other, and none longer than ``limit``.
final class EntryLocks: Sendable {
    /// The locks of the whole process, whichever use case writes.
    static let ofProcess = EntryLocks()

    /// How long a writer waits for those before it.
    static let limit = Duration.seconds(30)

    private let claims = UniqueClaims()

    /// Takes an entry as soon as nobody else holds it; give it back with ``release(_:)``.
    /// - Throws: ``ResultCode/userCanceled`` after ``limit``, or if the caller has gone while it waited.
    func take(_ entry: AttributeValueAssertion) async throws(LDAPError) {
        do {
            try await self.claims.take([entry], until: .now + Self.limit)
        } catch {
            throw LDAPError(.userCanceled, diagnostic: "another call writes the same entry and has not come to its end")
        }
    }

    /// Gives an entry to the one who has waited for it longest.
    func release(_ entry: AttributeValueAssertion) {
        self.claims.release([entry])
    }
}

extension AttributeValueAssertion {
    /// What tells an entry whose id is not known from others.
    init(nameOf entry: DistinguishedName, _ dialect: Dialect) {
        self.init(attribute: dialect.nameAttribute, value: AttributeValue(entry.description))
    }
}

public import Directories
public import LDAP
import Translator

/// A password policy as far as the bridge's account can read it (draft-behera-ldap-password-policy).
struct PasswordPolicy: Sendable, Hashable {
    private static let lockoutAttribute: AttributeDescription = "pwdLockout"
    private static let filter = Filter.equal("objectClass", "pwdPolicy")

    let dn: DistinguishedName
    private let lockout: String?

    private init(_ entry: Entry) {
        self.dn = entry.dn
        self.lockout = entry[Self.lockoutAttribute].first?.text
    }

    /// Whether a server knows what a policy is.
    static func isKnown(to schema: LDAP.Schema) -> Bool { schema.attributeType(self.lockoutAttribute) != nil }

    /// Whether a lock has an effect on those for whom the policy holds.
    var locks: Bool { self.lockout == "TRUE" }

    /// Why a lock has none.
    var complaint: String {
        switch self.lockout {
        case let value?: "which has pwdLockout: \(value)"
        case nil: "which has no pwdLockout, or does not show it to the bridge's account"
        }
    }

    /// The policy of a name; nil if there is none that the account sees.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    static func read(
        _ name: DistinguishedName, in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> PasswordPolicy? {
        try await self.search(name, .base, directory, dialect)?.first
    }

    /// All policies below a name that the account sees; nil if it may not look there.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    static func all(
        below name: DistinguishedName, in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> [PasswordPolicy]? {
        try await self.search(name, .subtree, directory, dialect)
    }

    private static func search(
        _ base: DistinguishedName, _ scope: SearchRequest.Scope, _ directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> [PasswordPolicy]? {
        let request = SearchRequest(
            base: base, scope: scope, filter: self.filter, attributes: [self.lockoutAttribute])
        return try await directory.searchIfAllowed(request, dialect)?.entries.map { PasswordPolicy($0) }
    }
}

extension Directory {
    /// What a search finds; nil if its base does not exist or the account may not search there.
    /// - Throws: ``LDAPError`` for every other failure.
    public func searchIfAllowed(
        _ request: SearchRequest, _ dialect: Dialect
    ) async throws(LDAPError) -> SearchResult? {
        do {
            return try await self.search(request)
        } catch {
            switch dialect.meaning(of: error) {
            case .parentMissing, .targetMissing, .accessDenied: return nil
            default: throw error
            }
        }
    }
}

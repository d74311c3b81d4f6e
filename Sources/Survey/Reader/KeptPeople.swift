public import Bridge
public import Directories
public import LDAP
import SCIM
public import Translator

/// The people that the bridge keeps, as its own account sees them.
public struct KeptPeople: Sendable {
    /// One of them.
    public struct Person: Hashable, Sendable {
        /// The entry.
        public var name: DistinguishedName
        /// Whether SCIM shows it as active.
        public var isActive: Bool
    }

    private let mapping: Mapping
    private let dialect: Dialect?
    private let directory: any Directory

    /// Prepares the look at those whom a mapping shows.
    ///
    /// Nothing is asked yet; `dialect` is nil where the server tells its kind.
    public init(mapping: Mapping, dialect: Dialect?, directory: any Directory) {
        self.mapping = mapping
        self.dialect = dialect
        self.directory = directory
    }
}

extension KeptPeople {
    /// All of them.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func all() async throws(LDAPError) -> [Person] {
        let bound = try await self.bound()
        let request = SearchRequest(
            base: bound.mapping.base, scope: bound.mapping.scope, filter: bound.mapping.filter,
            attributes: bound.attributesOfState)
        return try await WholeList(request).entries(in: self.directory).map {
            Person(name: $0.dn, isActive: bound.isActive($0))
        }
    }

    /// Those who have a text as their id, their user name or the name of their entry.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func called(_ text: String) async throws(LDAPError) -> [Person] {
        let bound = try await self.bound()
        var request = SearchRequest(
            base: bound.mapping.base, scope: bound.mapping.scope, filter: bound.mapping.filter,
            attributes: bound.attributesOfState)
        if text.contains("="), let name = try? DistinguishedName(parsing: text) {
            guard name.isWithin(bound.mapping.base) else { return [] }
            (request.base, request.scope) = (name, .base)
        } else {
            let names = bound.mapping.rules.filter { $0.path == .userName }.map {
                LDAP.Filter.equal($0.attribute, AttributeValue(text))
            }
            request.filter = .and([
                bound.mapping.filter, .or(names + (bound.dialect.idFilter(text).map { [$0] } ?? [])),
            ])
        }
        do {
            return try await self.directory.search(request).entries.map {
                Person(name: $0.dn, isActive: bound.isActive($0))
            }
        } catch  where error.code == .noSuchObject {
            return []
        }
    }

    private func bound() async throws(LDAPError) -> BoundMapping {
        let server = try await self.directory.server()
        let dialect = self.dialect ?? Dialect.detected(from: server.rootDSE) ?? .standard
        return BoundMapping(mapping: self.mapping, dialect: dialect, schema: server.schema)
    }
}

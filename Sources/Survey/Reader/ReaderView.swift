public import Bridge
public import LDAP

/// How a program that only reads looks at the directory, such as Starmind: below which entry, and through which filter.
public struct ReaderView: Sendable {
    /// The entry below which it looks for people.
    public var base: DistinguishedName
    /// How far below.
    public var scope: SearchRequest.Scope
    /// What it takes for a person who may sign in.
    public var filter: LDAP.Filter
    /// The directory as its account sees it.
    public var directory: any Directory

    /// Creates a view.
    public init(
        base: DistinguishedName, scope: SearchRequest.Scope, filter: LDAP.Filter, directory: any Directory
    ) {
        self.base = base
        self.scope = scope
        self.filter = filter
        self.directory = directory
    }
}

extension ReaderView {
    /// The names of all whom it sees.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func names() async throws(LDAPError) -> Set<DistinguishedName> {
        Set(try await WholeList(self.request).entries(in: self.directory).map(\.dn))
    }

    private var request: SearchRequest {
        SearchRequest(base: self.base, scope: self.scope, filter: self.filter, attributes: [.noAttributes])
    }

    /// Why it does not see an entry; nil if it does.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func obstacle(to name: DistinguishedName) async throws(LDAPError) -> ReaderObstacle? {
        guard self.request.covers(name) else { return .elsewhere(base: self.base) }
        if try await self.sees(name, through: self.filter) { return nil }
        return try await self.sees(name, through: .present("objectClass")) ? .filter(self.filter) : .rights
    }

    private func sees(_ name: DistinguishedName, through filter: LDAP.Filter) async throws(LDAPError) -> Bool {
        let request = SearchRequest(base: name, scope: .base, filter: filter, attributes: [.noAttributes])
        do {
            return try await !self.directory.search(request).entries.isEmpty
        } catch  where error.code == .noSuchObject || error.code == .insufficientAccessRights {
            return false
        }
    }
}

/// Why a reader does not see an entry.
public enum ReaderObstacle: Hashable, Sendable {
    /// The entry is not where it looks.
    case elsewhere(base: DistinguishedName)
    /// Its filter leaves the entry out.
    case filter(LDAP.Filter)
    /// Its account may not read the entry, or what the filter asks for.
    case rights
}

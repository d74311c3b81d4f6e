public import Bridge
public import Directories
public import LDAP
public import Translator

/// A directory as the checks look at it: what the server says of itself, and the mappings read against that.
public struct CheckedDirectory: Sendable {
    /// The directory as the bridge's account sees it.
    public let directory: any Directory
    /// What the server says of itself.
    let server: DirectoryServer
    /// What kind of server it is.
    let dialect: Dialect
    /// The mappings on this server, users first.
    let mappings: [BoundMapping]
    /// The bridge's account; nil where it is not known by name.
    let account: DistinguishedName?

    /// Asks the server what it is; nil where nobody knows its kind and the configuration does not name one.
    /// - Throws: ``LDAPError``: why the server does not tell.
    public init?(
        _ mappings: [Mapping], dialect: Dialect?, directory: any Directory, account: DistinguishedName?
    ) async throws(LDAPError) {
        let server = try await directory.server()
        guard let dialect = dialect ?? Dialect.detected(from: server.rootDSE) else { return nil }
        self.directory = directory
        self.server = server
        self.dialect = dialect
        self.mappings = mappings.map { BoundMapping(mapping: $0, dialect: dialect, schema: server.schema) }
        self.account = account
    }

    /// How people are kept.
    var users: BoundMapping { self.mappings[0] }

    /// What the server knows of attributes and object classes.
    var schema: LDAP.Schema { self.server.schema }

    /// The first entries that a search finds, however many there are.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func first(_ count: Int, of request: SearchRequest) async throws(LDAPError) -> [Entry] {
        var page = request
        page.controls.append(.pagedResults(size: count, cookie: []))
        return try await self.directory.lease { [page] session throws(LDAPError) in
            try await session.search(page).entries
        }
    }

    /// The naming context that holds an entry; the entry itself where the server shows none.
    func context(of name: DistinguishedName) -> DistinguishedName {
        self.server.rootDSE.namingContexts.filter { name.isWithin($0) }
            .max { $0.relativeNames.count < $1.relativeNames.count } ?? name
    }
}

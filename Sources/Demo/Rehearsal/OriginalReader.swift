import Bridge
import Directories
import LDAP

/// Reads entries of the original page by page over one connection, and never holds more than a page of them.
///
/// Where the account may not have as many entries as there are, OpenLDAP is asked for a part of the ids at a time.
struct OriginalReader: Sendable {
    let directory: any Directory
    let attributes: [AttributeDescription]
    /// The attribute by whose order the entries can be parted; nil where the server has none.
    let partedBy: AttributeDescription?

    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200
    /// How long the connection is kept while nothing is read.
    private static let patience = Duration.seconds(300)

    init(_ directory: any Directory, _ server: DirectoryServer, copier: EntryCopier) {
        self.directory = directory
        self.attributes = copier.attributes
        let type = server.schema.attributeType(copier.dialect.idAttribute)
        self.partedBy = type?.ordering?.rawValue == "UUIDOrderingMatch" ? copier.dialect.idAttribute : nil
    }

    /// Hands over every entry of a subtree at least once.
    ///
    /// - Throws: ``RehearsalError`` where the account may not read them all, `LDAPError`, and what `take` throws.
    func read(below base: DistinguishedName, _ take: (Entry) throws -> Void) async throws {
        do {
            try await self.read(SearchRequest(base: base, attributes: self.attributes), take)
        } catch let error as LDAPError where error.isLimit {
            guard let partedBy else { throw Self.limit(base, error) }
            for part in IDRange.all.parts { try await self.read(base, part, of: partedBy, take) }
        }
    }

    private func read(
        _ base: DistinguishedName, _ range: IDRange, of attribute: AttributeDescription,
        _ take: (Entry) throws -> Void
    ) async throws {
        do {
            let request = SearchRequest(base: base, filter: range.filter(attribute), attributes: self.attributes)
            try await self.read(request, take)
        } catch let error as LDAPError where error.isLimit {
            guard range.isDivisible else { throw Self.limit(base, error) }
            for part in range.parts { try await self.read(base, part, of: attribute, take) }
        }
    }

    private func read(_ request: SearchRequest, _ take: (Entry) throws -> Void) async throws {
        let session = try await self.directory.hold(idle: Self.patience)
        var cookie: [UInt8] = []
        repeat {
            try Task.checkCancellation()
            var page = request
            page.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
            let answer = try await session.search(page)
            for entry in answer.entries { try take(entry) }
            cookie = answer.controls.pagedResultsCookie ?? []
        } while !cookie.isEmpty
    }

    /// One entry; nil where the account does not see it.
    /// - Throws: `LDAPError`.
    func entry(_ name: DistinguishedName, _ dialect: Dialect) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(base: name, scope: .base, attributes: self.attributes)
        return try await self.directory.searchIfAllowed(request, dialect)?.entries.first
    }

    private static func limit(_ base: DistinguishedName, _ error: LDAPError) -> RehearsalError {
        RehearsalError(
            "The bridge's account may not read as many entries as there are below \(base) (\(error)), and a copy of a part would "
                + "rehearse something else. Raise its limits: `limits … size=unlimited` in OpenLDAP, nsSizeLimit and nsLookThroughLimit "
                + "of its entry in 389 Directory Server.")
    }
}

extension LDAPError {
    /// Whether the directory has more, and does not give it to this account.
    fileprivate var isLimit: Bool {
        [.sizeLimitExceeded, .adminLimitExceeded, .timeLimitExceeded].contains(self.code)
    }
}

/// The ids whose first 32 bits lie in a range.
struct IDRange: Hashable, Sendable {
    /// The first number.
    var start: UInt64
    /// How many there are.
    var length: UInt64

    /// All ids.
    static let all = IDRange(start: 0, length: 1 << 32)

    /// Whether there are smaller ranges in it.
    var isDivisible: Bool { self.length > 1 }

    /// The range in sixteen parts.
    var parts: [IDRange] {
        let size = self.length / 16
        return (0..<16).map { IDRange(start: self.start + $0 * size, length: size) }
    }

    /// The filter for the ids of this range.
    func filter(_ attribute: AttributeDescription) -> Filter {
        let (end, last) = (self.start + self.length, Self.all.length)
        let above: [Filter] = self.start == 0 ? [] : [.greaterOrEqual(attribute, Self.id(self.start))]
        let below: [Filter] = end == last ? [] : [.not(.greaterOrEqual(attribute, Self.id(end)))]
        return .and([.present(.objectClass)] + above + below)
    }

    private static func id(_ number: UInt64) -> AttributeValue {
        let digits = String(number, radix: 16)
        return AttributeValue(String(repeating: "0", count: 8 - digits.count) + digits + "-0000-0000-0000-000000000000")
    }
}

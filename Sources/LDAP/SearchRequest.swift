import Encodings

/// A search (RFC 4511 section 4.5.1).
public struct SearchRequest: Hashable, Sendable {
    /// Which entries a search looks at.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// The base alone.
        case base
        /// The children of the base.
        case oneLevel
        /// The base and everything below it.
        case subtree
        /// Everything below the base, without the base.
        case children
    }

    /// Where the search begins.
    public var base: DistinguishedName
    /// Which entries it looks at.
    public var scope: Scope
    /// Which of them it returns.
    public var filter: Filter
    /// Which attributes it returns; none means all user attributes, `1.1` means none.
    public var attributes: [AttributeDescription]
    /// The largest number of entries; 0 leaves it to the server.
    public var sizeLimit: Int
    /// The controls.
    public var controls: [Control]

    /// A search for the entries that match a filter.
    public init(
        base: DistinguishedName,
        scope: Scope = .subtree,
        filter: Filter = .present(.objectClass),
        attributes: [AttributeDescription] = [],
        sizeLimit: Int = 0,
        controls: [Control] = []
    ) {
        self.base = base
        self.scope = scope
        self.filter = filter
        self.attributes = attributes
        self.sizeLimit = sizeLimit
        self.controls = controls
    }
}

extension SearchRequest {
    /// Whether an entry of this name is among those that are looked at, whatever the filter says.
    public func covers(_ name: DistinguishedName) -> Bool {
        switch self.scope {
        case .base: name == self.base
        case .oneLevel: name.parent == self.base
        case .subtree: name.isWithin(self.base)
        case .children: name != self.base && name.isWithin(self.base)
        }
    }
}

extension SearchRequest: CustomStringConvertible {
    /// `search BASE SCOPE FILTER ATTRIBUTES…`, quoted as a shell needs it.
    public var description: String {
        let words = [self.base.description, self.scope.word, self.filter.description]
        return (["search"] + (words + self.attributes.map(\.description)).map(Self.quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = Set("=,.-_:/@+;".utf8)
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { $0.isLetter || $0.isDigit || plain.contains($0) }
        return isPlain
            ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

extension SearchRequest.Scope {
    /// The word of `ldapsearch -s`.
    fileprivate var word: String {
        switch self {
        case .base: "base"
        case .oneLevel: "one"
        case .subtree: "sub"
        case .children: "children"
        }
    }
}

/// What a search found.
public struct SearchResult: Hashable, Sendable {
    /// The entries, in the order of the server.
    public var entries: [Entry]
    /// The controls of the last message.
    public var controls: [ResponseControl]

    /// A result with these entries.
    public init(entries: [Entry] = [], controls: [ResponseControl] = []) {
        self.entries = entries
        self.controls = controls
    }
}

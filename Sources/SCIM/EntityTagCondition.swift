/// Which versions of a resource a client means: `If-Match` and `If-None-Match` (RFC 7644 section 3.14, RFC 9110 section 13.1).
///
/// Versions are weak, so tags are compared weakly, also by `If-Match`, as the RFC's own examples do.
public enum EntityTagCondition: Hashable, Sendable {
    /// `*`: any version, as long as there is one.
    case any
    /// One of these opaque tags, in their quotes and without `W/`.
    case tags([String])

    /// Reads `"*" / #entity-tag`.
    ///
    /// - Throws: `invalidValue` for what is neither: a condition that is overlooked would let a write pass.
    public init(parsing text: String) throws(SCIMError) {
        var parser = EntityTagParser(rest: Array(text.utf8)[...])
        guard let tags = parser.list() else {
            throw .invalidValue(
                "The version \(text) cannot be read. Send * or versions as the service gave them, quotes included, such as "
                    + #"W/"3694e05e9dff590"."#
            )
        }
        self = tags.isEmpty ? .any : .tags(tags)
    }

    /// Whether a resource with this version is meant; one whose version is not known is meant by `*` alone.
    public func holds(for version: String?) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): version.map { version in tags.contains { version.utf8.isTag($0.utf8) } } ?? false
        }
    }
}

extension String.UTF8View {
    /// Whether this is an entity tag with an opaque tag, weak or not.
    fileprivate func isTag(_ opaque: String.UTF8View) -> Bool {
        (self.starts(with: "W/".utf8) ? self.dropFirst(2) : self[...]).elementsEqual(opaque)
    }
}

private struct EntityTagParser {
    var rest: ArraySlice<UInt8>

    /// `"*" / #entity-tag`: the opaque tags, none for `*`; nil if it is neither.
    mutating func list() -> [String]? {
        self.skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        if self.rest.first == UInt8(ascii: "*") {
            self.rest.removeFirst()
            self.skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            return self.rest.isEmpty ? [] : nil
        }
        var tags: [String] = []
        self.skipSeparators()
        while !self.rest.isEmpty {
            guard let tag = self.entityTag() else { return nil }
            tags.append(tag)
            guard self.rest.isEmpty || self.skipSeparators() else { return nil }
        }
        return tags.isEmpty ? nil : tags
    }

    /// `entity-tag = [ "W/" ] opaque-tag`, `opaque-tag = DQUOTE *etagc DQUOTE`.
    private mutating func entityTag() -> String? {
        if self.rest.starts(with: "W/".utf8) { self.rest.removeFirst(2) }
        guard self.rest.first == UInt8(ascii: "\""),
            let end = self.rest.dropFirst().firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        defer { self.rest = self.rest[(end + 1)...] }
        return String(decoding: self.rest[...end], as: UTF8.self)
    }

    /// Skips blanks and commas, of which a list may have too many (RFC 9110 section 5.6.1.2); false if no comma is there.
    @discardableResult
    private mutating func skipSeparators() -> Bool {
        let before = self.rest
        self.skip { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return self.rest.isEmpty || before[..<self.rest.startIndex].contains(UInt8(ascii: ","))
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        self.rest = self.rest.drop(while: isSkipped)
    }
}

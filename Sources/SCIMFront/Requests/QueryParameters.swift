import Encodings
import SCIM

/// The parameters of a URL that SCIM knows (RFC 7644 table 3); all others are ignored.
///
/// Entra: the Tenant URL may end in `?aadOptscim062020`, which then comes with every call.
struct QueryParameters {
    /// The names; they are read in any case, since a filter that is overlooked would select everybody.
    private enum Name: String, CaseIterable {
        case filter, sortBy, sortOrder, startIndex, cursor, count, attributes, excludedAttributes
    }

    private var values: [(name: Name, value: String)] = []

    /// Reads `name "=" value *( "&" name "=" value )`.
    ///
    /// - Throws: `invalidValue` for bad percent-encoding or a parameter that stands twice.
    init(_ query: ArraySlice<UInt8>) throws(SCIMError) {
        var rest = query
        while !rest.isEmpty {
            let pair = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[pair.endIndex...].dropFirst()
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = try Self.name(pair[..<end]) else { continue }
            let value = try PercentEncoding.decode(form: pair[end...].dropFirst())
            guard self[name] == nil else {
                throw .invalidValue("The parameter \(name) stands twice in the URL.")
            }
            self.values.append((name, value))
        }
    }

    /// The parameter that a text names, which mostly is without escapes; nil for one that SCIM does not know.
    private static func name(_ text: ArraySlice<UInt8>) throws(SCIMError) -> Name? {
        if text.allSatisfy(\.isLetter) {
            return Name.allCases.first { text.equalsIgnoringASCIICase($0.rawValue.utf8) }
        }
        let decoded = try PercentEncoding.decode(form: text)
        return Name.allCases.first { decoded.equalsIgnoringASCIICase($0.rawValue) }
    }

    private subscript(_ name: Name) -> String? {
        self.values.first { $0.name == name }?.value
    }
}

extension QueryParameters {
    var hasFilter: Bool {
        self[.filter] != nil
    }

    /// The condition that the client sets.
    ///
    /// - Throws: `invalidFilter` for one that cannot be read.
    func filter(extensions: [SchemaURN]) throws(SCIMError) -> Filter? {
        guard let text = self[.filter] else { return nil }
        return try Filter(parsing: text, extensions: extensions)
    }

    /// The attributes that the client wants to see.
    ///
    /// - Throws: `invalidPath` for a name that cannot be read.
    func projection(extensions: [SchemaURN]) throws(SCIMError) -> Projection {
        Projection(
            attributes: try self.paths(.attributes, extensions),
            excluded: try self.paths(.excludedAttributes, extensions)
        )
    }

    /// The list that the client asks for.
    ///
    /// - Throws: what ``SCIM/Query`` cannot be made of, `invalidValue` for a number that is none.
    func query(extensions: [SchemaURN]) throws(SCIMError) -> Query {
        try Query(
            filter: self[.filter], sortBy: self[.sortBy], sortOrder: self[.sortOrder],
            startIndex: try self.integer(.startIndex), cursor: self[.cursor], count: try self.integer(.count),
            projection: try self.projection(extensions: extensions), extensions: extensions
        )
    }

    private func integer(_ name: Name) throws(SCIMError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = Int(clamping: text) else {
            throw .invalidValue("The parameter \(name) must be a whole number.")
        }
        return number
    }

    private func paths(_ name: Name, _ extensions: [SchemaURN]) throws(SCIMError) -> [AttributePath] {
        guard let text = self[name] else { return [] }
        return try AttributePath.list(parsing: text, extensions: extensions)
    }
}

extension Int {
    /// Reads `[ "+" / "-" ] 1*DIGIT`; a number that is too large, or too small, becomes the one that is nearest to it.
    fileprivate init?(clamping text: String) {
        if let number = Int(text) {
            self = number
            return
        }
        let digits = text.utf8.first.map { "+-".utf8.contains($0) } ?? false ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        self = text.utf8.first == UInt8(ascii: "-") ? .min : .max
    }
}

import Encodings

/// The notation that names an attribute, its filtered values or its sub-attribute (RFC 7644 3.5.2, figure 7).
public struct AttributePath: Sendable {
    /// A class, because paths are handed on and held by everything, and a copy is to cost one reference.
    private final class Parts: Sendable {
        let schema: SchemaURN?
        let attribute: String
        let filter: Filter?
        let subAttribute: String?
        /// What paths have in common whose names are equal: most comparisons are with another path, and end here.
        let signature: Int

        init(schema: SchemaURN?, attribute: String, filter: Filter?, subAttribute: String?) {
            self.schema = schema
            self.attribute = attribute
            self.filter = filter
            self.subAttribute = subAttribute
            let initial = Int((attribute.utf8.first ?? 0).asciiLowercased)
            self.signature = (attribute.utf8.count << 16 | (subAttribute?.utf8.count ?? 0)) << 8 | initial
        }
    }

    private var parts: Parts

    /// Makes a path from its parts.
    public init(schema: SchemaURN? = nil, attribute: String, filter: Filter? = nil, subAttribute: String? = nil) {
        self.parts = Parts(schema: schema, attribute: attribute, filter: filter, subAttribute: subAttribute)
    }

    /// The extension that defines the attribute; nil for the core schemas, whose prefix is dropped by the parser.
    public var schema: SchemaURN? {
        get { self.parts.schema }
        set {
            self = Self(
                schema: newValue, attribute: self.attribute, filter: self.filter, subAttribute: self.subAttribute)
        }
    }

    /// The attribute's name; empty when the path names a whole schema.
    public var attribute: String { self.parts.attribute }

    /// Which values of a multi-valued attribute are meant: `emails[type eq "work"]`.
    public var filter: Filter? {
        get { self.parts.filter }
        set {
            self = Self(
                schema: self.schema, attribute: self.attribute, filter: newValue, subAttribute: self.subAttribute)
        }
    }

    /// The name of the sub-attribute.
    public var subAttribute: String? {
        get { self.parts.subAttribute }
        set {
            self = Self(
                schema: self.schema, attribute: self.attribute, filter: self.filter, subAttribute: newValue)
        }
    }

    /// Reads a path as it stands in a PATCH operation or in the `attributes` parameter.
    ///
    /// - Throws: `invalidPath` with the offset of the fault.
    public init(parsing text: String, extensions: [SchemaURN] = [.enterpriseUser]) throws(SCIMError) {
        var parser = FilterParser(text, extensions: extensions)
        do {
            self = try parser.wholePath()
        } catch {
            throw .invalidPath(error.detail("The path"))
        }
    }

    /// Reads the paths of an `attributes` parameter, which commas separate; commas in a value filter do not count.
    ///
    /// - Throws: `invalidPath` with the offset of the fault.
    public static func list(
        parsing text: String, extensions: [SchemaURN] = [.enterpriseUser]
    ) throws(SCIMError) -> [AttributePath] {
        var parser = FilterParser(text, extensions: extensions)
        do {
            return try parser.wholePathList()
        } catch {
            throw .invalidPath(error.detail("The list of attributes"))
        }
    }
}

extension AttributePath {
    /// The entity tag of a resource.
    public static let version = AttributePath(attribute: "meta", subAttribute: "version")

    /// The attribute without filter and sub-attribute.
    public var whole: AttributePath { AttributePath(schema: self.schema, attribute: self.attribute) }

    /// The path of a sub-attribute of this attribute.
    public func part(_ name: String) -> AttributePath {
        AttributePath(schema: self.schema, attribute: self.attribute, subAttribute: name)
    }
}

extension AttributePath: Hashable {
    /// Compares the names without ASCII case.
    public static func == (lhs: AttributePath, rhs: AttributePath) -> Bool {
        lhs.parts === rhs.parts
            || lhs.parts.signature == rhs.parts.signature
                && lhs.sharesAttribute(with: rhs) && lhs.sharesPart(with: rhs) && lhs.filter == rhs.filter
    }

    /// Whether both lead to the same attribute, or to values or parts of it.
    public func sharesAttribute(with other: AttributePath) -> Bool {
        self.attribute.equalsIgnoringASCIICase(other.attribute) && self.schema == other.schema
    }

    private func sharesPart(with other: AttributePath) -> Bool {
        switch (self.subAttribute, other.subAttribute) {
        case (let own?, let other?): own.equalsIgnoringASCIICase(other)
        case (nil, nil): true
        case (nil, _?), (_?, nil): false
        }
    }

    /// Hashes the names without ASCII case.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.parts.signature)
        self.attribute.hashIgnoringASCIICase(into: &hasher)
        self.subAttribute?.hashIgnoringASCIICase(into: &hasher)
        if let schema { hasher.combine(schema) }
        if let filter { hasher.combine(filter) }
    }
}

extension AttributePath: CustomStringConvertible {
    /// The text that parses back to an equal path.
    public var description: String {
        var text = self.schema?.rawValue ?? ""
        if !self.attribute.isEmpty {
            text += text.isEmpty ? self.attribute : ":\(self.attribute)"
        }
        if let filter = self.filter {
            text += "[\(filter)]"
        }
        if let subAttribute = self.subAttribute {
            text += ".\(subAttribute)"
        }
        return text
    }
}

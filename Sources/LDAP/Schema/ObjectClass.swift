import Encodings

/// An object class of a schema (RFC 4512 section 4.1.1).
public struct ObjectClass: Hashable, Sendable {
    /// What an object class is for.
    public enum Kind: Hashable, Sendable {
        /// A root for other classes.
        case abstract
        /// What an entry is.
        case structural
        /// What an entry is besides.
        case auxiliary
    }

    /// The object identifier.
    public var oid: String
    /// The short names.
    public var names: [String]
    /// The names or object identifiers of the classes that this one refines.
    public var superiors: [String]
    /// What the class is for.
    public var kind: Kind
    /// The attributes that it demands.
    public var must: [AttributeDescription]
    /// The attributes that it allows.
    public var may: [AttributeDescription]

    /// An object class with these properties.
    public init(
        oid: String,
        names: [String] = [],
        superiors: [String] = [],
        kind: Kind = .structural,
        must: [AttributeDescription] = [],
        may: [AttributeDescription] = []
    ) {
        self.oid = oid
        self.names = names
        self.superiors = superiors
        self.kind = kind
        self.must = must
        self.may = may
    }

    /// An object class as a subschema entry defines it.
    /// - Throws: `invalidAttributeSyntax` with the offset of the byte that is wrong.
    public init(parsing text: String) throws(LDAPError) {
        let definition = try SchemaDefinition(parsing: text)
        self.init(
            oid: definition.oid,
            names: definition["NAME"],
            superiors: definition["SUP"],
            kind: definition.has("ABSTRACT") ? .abstract : definition.has("AUXILIARY") ? .auxiliary : .structural,
            must: definition["MUST"].map { AttributeDescription($0) },
            may: definition["MAY"].map { AttributeDescription($0) }
        )
    }

    /// The name to call it by: the first short name, or else the object identifier.
    public var name: String { self.names.first ?? self.oid }

    /// This class with what a content rule adds to it.
    func following(_ rule: ContentRule) -> ObjectClass {
        var type = self
        type.must = (self.must + rule.must).uniqued()
        type.may = (self.may + rule.may).uniqued()
        return type
    }

    /// Allows attributes that it demands.
    mutating func demandNone(_ attributes: Set<AttributeDescription>) {
        self.may += self.must.filter(attributes.contains)
        self.must.removeAll(where: attributes.contains)
    }
}

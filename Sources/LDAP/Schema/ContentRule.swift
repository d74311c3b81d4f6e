/// What entries of a structural object class may or must have besides what the class says (RFC 4512 section 4.1.6).
///
/// Active Directory says here what its classes get of those that belong to them, such as `sAMAccountName` of users.
public struct ContentRule: Hashable, Sendable {
    /// The object identifier of the class.
    public var oid: String
    /// The attributes that it demands.
    public var must: [AttributeDescription]
    /// The attributes that it allows.
    public var may: [AttributeDescription]

    /// A rule with these properties.
    public init(oid: String, must: [AttributeDescription] = [], may: [AttributeDescription] = []) {
        self.oid = oid
        self.must = must
        self.may = may
    }

    /// A rule as a subschema entry defines it.
    /// - Throws: `invalidAttributeSyntax` with the offset of the byte that is wrong.
    public init(parsing text: String) throws(LDAPError) {
        let definition = try SchemaDefinition(parsing: text)
        self.init(
            oid: definition.oid, must: definition["MUST"].map { AttributeDescription($0) },
            may: definition["MAY"].map { AttributeDescription($0) })
    }
}

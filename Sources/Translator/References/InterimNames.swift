import LDAP

/// The names that stand for entries while references to them are on their way from one name to another.
///
/// Each is `cn=renaming-` with the entry's id, and no entry ever has one.
public struct InterimNames: Hashable, Sendable {
    /// Whether the bridge takes references along, so that there may be such names.
    public let areInUse: Bool
    private let base: LDAP.DistinguishedName

    private static let mark = "cn=renaming-"
    /// The same where entries are named by a key: `renaming-` and the id.
    private static let keyMark = "renaming-"

    /// Whether a value of a reference may be such a name.
    static func mayBe(_ value: AttributeValue, by key: AttributeDescription? = nil) -> Bool {
        value.bytes.starts(with: (key == nil ? Self.mark : Self.keyMark).utf8)
    }

    /// Whether there may be such names in the form that a key says: no server takes keys along.
    func areInUse(by key: AttributeDescription?) -> Bool { key != nil || self.areInUse }

    /// Creates the names below a base, the same for all mappings that refer to one another.
    public init(below base: LDAP.DistinguishedName, areInUse: Bool) {
        self.base = base
        self.areInUse = areInUse
    }

    /// Returns the name that stands for the entry with an id.
    public func name(of id: ResourceID) -> LDAP.DistinguishedName {
        LDAP.DistinguishedName(server: "\(Self.mark)\(id.text.lowercased()),\(self.base)")
    }

    /// Returns the id of the entry for which a name stands; nil for any other name.
    public func id(in name: LDAP.DistinguishedName) -> ResourceID? {
        guard self.areInUse, name.description.utf8.starts(with: Self.mark.utf8) else { return nil }
        let id = ResourceID(String(name.description.dropFirst(Self.mark.count).prefix { $0 != "," }))
        return name == self.name(of: id) ? id : nil
    }

    /// Returns the name that stands for the entry with an id, in the form that a key says.
    public func name(of id: ResourceID, by key: LDAP.AttributeDescription?) -> ReferenceName {
        guard let key else { return .entry(self.name(of: id)) }
        return .key(
            AttributeValueAssertion(attribute: key, value: AttributeValue(Self.keyMark + id.text.lowercased())))
    }

    /// Returns the id of the entry for which a name stands; nil for any other name.
    public func id(in name: ReferenceName) -> ResourceID? {
        switch name {
        case .entry(let name): self.id(in: name)
        case .key(let key): self.id(in: key.value, by: key.attribute)
        }
    }

    /// The value that stands for the entry with an id.
    func value(of id: ResourceID, by key: AttributeDescription? = nil) -> AttributeValue {
        self.name(of: id, by: key).value
    }

    /// The id of the entry for which a value stands.
    func id(in value: AttributeValue, by key: AttributeDescription? = nil) -> ResourceID? {
        guard self.areInUse(by: key), Self.mayBe(value, by: key), let text = value.text else { return nil }
        guard key == nil else { return ResourceID(String(text.dropFirst(Self.keyMark.count))) }
        return self.id(in: DistinguishedName(server: text))
    }
}

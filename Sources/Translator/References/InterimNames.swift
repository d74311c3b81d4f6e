import LDAP

/// The names that stand for entries while references to them are on their way from one name to another.
///
/// Each is `cn=renaming-` with the entry's id, and no entry ever has one.
public struct InterimNames: Hashable, Sendable {
    /// Whether the bridge takes references along, so that there may be such names.
    public let areInUse: Bool
    private let base: LDAP.DistinguishedName

    private static let mark = "cn=renaming-"

    /// Whether a value of a reference may be such a name.
    static func mayBe(_ value: AttributeValue) -> Bool { value.bytes.starts(with: Self.mark.utf8) }

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

    /// The value that stands for the entry with an id.
    func value(of id: ResourceID) -> AttributeValue { AttributeValue(self.name(of: id).description) }

    /// The id of the entry for which a value stands.
    func id(in value: AttributeValue) -> ResourceID? {
        guard self.areInUse, Self.mayBe(value) else { return nil }
        return value.text.flatMap { self.id(in: DistinguishedName(server: $0)) }
    }
}

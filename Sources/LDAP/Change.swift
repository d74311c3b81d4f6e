/// A change of a directory: an add, modify, rename or delete operation (RFC 4511 sections 4.6 to 4.9).
public enum Change: Hashable, Sendable {
    /// A new entry.
    case add(Entry)
    /// Modifications of one entry, made in order and all or none.
    case modify(DistinguishedName, [Modification])
    /// A new name, and with a superior a new place.
    case rename(
        DistinguishedName,
        to: RelativeDistinguishedName,
        deleteOld: Bool = true,
        superior: DistinguishedName? = nil
    )
    /// The end of an entry.
    case delete(DistinguishedName)

    /// The entry that is changed, by the name that it has before.
    public var target: DistinguishedName {
        switch self {
        case .add(let entry): entry.dn
        case .modify(let dn, _), .rename(let dn, _, _, _), .delete(let dn): dn
        }
    }

    /// The entry by the name that it has afterwards; nil if it is deleted.
    public var resultingName: DistinguishedName? {
        switch self {
        case .add(let entry): entry.dn
        case .modify(let dn, _): dn
        case .rename(let dn, let leaf, _, let superior):
            (superior ?? dn.parent ?? DistinguishedName([])).appending(leaf)
        case .delete: nil
        }
    }
}

/// One step of a modify operation (RFC 4511 section 4.6).
public struct Modification: Hashable, Sendable {
    /// What is done with the values.
    public enum Operation: String, Hashable, Sendable, CaseIterable {
        /// The values are added to the others.
        case add
        /// The values are removed; without values, all of them.
        case delete
        /// The values take the place of all others; without values, the attribute goes.
        case replace
        /// The one value is added to the number that is stored (RFC 4525).
        case increment
    }

    /// What is done.
    public var operation: Operation
    /// The attribute to which it is done.
    public var attribute: AttributeDescription
    /// The values with which it is done.
    public var values: Attribute.Values

    /// A modification of an attribute.
    public init(
        _ operation: Operation, _ attribute: AttributeDescription, _ values: some Collection<AttributeValue> = []
    ) {
        self.operation = operation
        self.attribute = attribute
        self.values = Attribute.Values(values)
    }
}

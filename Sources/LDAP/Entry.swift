/// An entry of a directory: a name and its attributes.
public struct Entry: Hashable, Sendable {
    /// The name of the entry.
    public var dn: DistinguishedName
    /// The attributes, in the order of the server.
    public var attributes: [Attribute]

    /// An entry with this name and these attributes.
    public init(dn: DistinguishedName, attributes: [Attribute] = []) {
        self.dn = dn
        self.attributes = attributes
    }

    /// The values of an attribute with exactly these options; none if the entry lacks it.
    ///
    /// Setting no values removes the attribute; setting values keeps its place.
    public subscript(_ description: AttributeDescription) -> [AttributeValue] {
        get {
            guard let index = self.index(of: description) else { return [] }
            return self.attributes[index].values
        }
        set {
            switch (self.index(of: description), newValue.isEmpty) {
            case (let index?, true): self.attributes.remove(at: index)
            case (let index?, false): self.attributes[index].values = newValue
            case (nil, false): self.attributes.append(Attribute(description, values: newValue))
            case (nil, true): break
            }
        }
    }

    private func index(of description: AttributeDescription) -> Int? {
        self.attributes.firstIndex { $0.description == description }
    }
}

extension ResourceType {
    /// Says when clients may write what is at a path; what they can only write is never returned.
    ///
    /// A path that the type does not have changes nothing.
    public mutating func setMutability(_ mutability: Schema.Attribute.Mutability, at path: AttributePath) {
        if let schema = path.schema {
            guard let index = self.extensionIndex(schema) else { return }
            self.extensions[index].schema.setMutability(mutability, at: path)
        } else {
            self.schema.setMutability(mutability, at: path)
        }
    }
}

extension Schema {
    fileprivate mutating func setMutability(_ mutability: Attribute.Mutability, at path: AttributePath) {
        guard
            let index = self.attributes.firstIndex(where: { AttributePath(attribute: $0.name).sharesName(with: path) })
        else { return }
        self.attributes[index].setMutability(mutability, ofPart: path.subAttribute)
    }
}

extension Schema.Attribute {
    /// Says it of the attribute, or of one of its parts and, where that is its only one, of both.
    fileprivate mutating func setMutability(_ mutability: Mutability, ofPart part: String?) {
        if let part {
            guard let index = self.subAttributes.firstIndex(where: { $0.name.lowercased() == part.lowercased() }) else {
                return
            }
            self.subAttributes[index].setMutability(mutability, ofPart: nil)
            guard self.subAttributes.count == 1 else { return }
        }
        self.mutability = mutability
        if mutability == .writeOnly { self.returned = .never }
    }
}

extension AttributePath {
    fileprivate func sharesName(with other: AttributePath) -> Bool {
        self.attribute.lowercased() == other.attribute.lowercased()
    }
}

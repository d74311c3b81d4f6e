import Encodings

extension Value {
    /// The values of a multi-valued attribute; a single one stands for itself.
    var elements: [Value] {
        if case .array(let values) = self { values } else { [self] }
    }

    /// The values of a part of all values of an attribute.
    func parts(_ name: String) -> [Value] {
        if case .array(let values) = self { values.flatMap { $0.part(name) } } else { self.part(name) }
    }

    /// The values of a part of a complex value; a simple value is its own `value`.
    func part(_ name: String) -> [Value] {
        guard case .object(let object) = self else {
            return name.equalsIgnoringASCIICase("value") ? [self] : []
        }
        return object[name]?.elements ?? []
    }
}

extension Object {
    /// Returns the object with the members of another one put over its own; null takes a member away.
    func merging(_ other: Object) -> Object {
        var result = self
        for (name, value) in other { result[name] = value.isNull ? Value?.none : value }
        return result
    }

    /// Whether nothing is left but labels and what the service derives, so that the value says nothing any more.
    func isLabelOnly(for attribute: Schema.Attribute?, selectedBy filter: Filter?) -> Bool {
        let selecting = filter?.template(of: attribute)
        return self.allSatisfy { name, _ in
            ["type", "primary", "$ref"].contains(name) || selecting?[name] != nil
                || attribute?.subAttribute(named: name)?.mutability == .readOnly
        }
    }
}

extension Filter {
    /// The smallest value that the filter of a multi-valued attribute selects; `nil` if it does not say what to make.
    ///
    /// Entra: `roles[primary eq "True"]` compares a truth value with text.
    func template(of attribute: Schema.Attribute?) -> Object? {
        switch self {
        case .compare(let path, .eq, let value):
            guard let part = attribute?.subAttribute(named: path.attribute) else { return [path.attribute: value] }
            let typed = try? ValueDecoder(source: .operation).attribute(value, as: part)
            return [part.name: typed ?? value]
        case .and(let terms):
            var object = Object()
            for term in terms {
                guard let part = term.template(of: attribute) else { return nil }
                object = object.merging(part)
            }
            return object
        default: return nil
        }
    }
}

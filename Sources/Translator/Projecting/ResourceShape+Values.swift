import SCIM

extension ResourceShape {
    /// The attributes of a resource whose bindings show these values.
    func attributes(_ values: [[Value]], _ references: References) -> Object {
        var attributes = Self.object(self.core, values, references)
        for (schema, members) in self.extensions {
            let object = Self.object(members, values, references)
            if !object.isEmpty { attributes.append(schema.rawValue, .object(object)) }
        }
        return attributes
    }

    private static func object(_ members: [Member], _ values: [[Value]], _ references: References) -> Object {
        var object = Object()
        // Those of extensions and `active` may follow.
        object.reserveCapacity(members.count + 3)
        for member in members {
            if let value = member.value(values, references) { object.append(member.name, value) }
        }
        return object
    }
}

extension ResourceShape.Member {
    fileprivate func value(_ values: [[Value]], _ references: References) -> Value? {
        switch self.content {
        case .simple(let index):
            guard self.isMultiValued else { return values[index].first }
            return values[index].isEmpty ? nil : .array(values[index])
        case .complex(let element): return element.value(values, at: 0, references)
        case .elements(let elements):
            let shown = elements.flatMap { $0.values(values, references) }
            return shown.isEmpty ? nil : .array(shown)
        }
    }
}

extension ResourceShape.Element {
    fileprivate func values(_ values: [[Value]], _ references: References) -> [Value] {
        let count = self.parts.reduce(0) { max($0, values[$1.binding].count) }
        return (0..<(self.isRepeated ? count : min(count, 1))).compactMap { self.value(values, at: $0, references) }
    }

    /// The element with the values at a position; nil if there are none.
    func value(_ values: [[Value]], at position: Int, _ references: References) -> Value? {
        var object = self.labels
        for part in self.parts where position < values[part.binding].count {
            object.append(part.name, values[part.binding][position])
        }
        if !self.derived.isEmpty, let id = object["value"]?.string,
            let referent = references.referent(of: ResourceID(id))
        {
            for part in self.derived { object[part.name] = part.text(of: referent).map(Value.string) }
        }
        return object.count == self.labels.count ? nil : .object(object)
    }
}

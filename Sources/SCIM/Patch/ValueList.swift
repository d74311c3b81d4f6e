/// The values of one attribute while a patch changes them; a single-valued attribute has one or none.
struct ValueList {
    private(set) var elements: [Value]
    let attribute: Schema.Attribute
    let filter: Filter?
    /// Whether a value is made where the filter selects none.
    let makesValues: Bool
    /// How texts compare in the parts of a value, or in the value itself.
    let rules: (String?) -> TextRule?

    init(
        _ elements: [Value], of attribute: Schema.Attribute, selectedBy filter: Filter?, makesValues: Bool,
        comparing rules: @escaping (String?) -> TextRule?
    ) {
        self.elements = elements
        self.rules = rules
        self.attribute = attribute
        self.filter = filter
        self.makesValues = makesValues
    }

    private func isSelected(_ element: Value) -> Bool {
        self.filter?.matches(element: element, of: self.attribute, comparing: self.rules) ?? true
    }

    private func identifies(_ sent: Value, _ held: Value) -> Bool {
        self.attribute.identifies(sent, held, comparing: self.rules)
    }

    private var selectedIndices: [Int] {
        self.elements.indices.filter { self.isSelected(self.elements[$0]) }
    }
}

extension ValueList {
    /// Takes away the selected values, or one part of each; with `wanted`, those only that are equal to one of these.
    mutating func remove(_ wanted: [Value]?, part: Schema.Attribute?) {
        self.elements = self.elements.compactMap { element in
            guard self.isSelected(element) else { return element }
            guard let part else {
                let isMeant = wanted?.contains { self.identifies($0, element) } ?? true
                return isMeant ? Value?.none : element
            }
            let isMeant = wanted.map { wanted in
                element.part(part.name).contains { held in
                    wanted.contains { part.equates($0, held) { _ in self.rules(part.name) } }
                }
            }
            return isMeant ?? true ? self.removing(part, from: element) : element
        }
    }

    private func removing(_ part: Schema.Attribute, from element: Value) -> Value? {
        guard var object = element.object else { return nil }
        object[part.name] = nil
        return object.isLabelOnly(for: self.attribute, selectedBy: self.filter) ? nil : .object(object)
    }

    /// Gives a part of each selected value a new value; a value is made from the filter where none is selected.
    ///
    /// Entra: both `add` and `replace` on the path of a type that matches nothing are meant to create the value.
    mutating func assign(_ value: Value, to part: Schema.Attribute) throws(SCIMError) {
        try self.change { $0.merging([part.name: value]) }
    }

    /// Merges an object into each selected value, or puts it in their place.
    mutating func put(_ value: Value, isReplacing: Bool) throws(SCIMError) {
        guard let object = value.object else { return }
        let template = self.filter?.template(of: self.attribute) ?? Object()
        try self.change { (isReplacing ? template : $0).merging(object) }
    }

    /// Sets the value of a single-valued attribute; the parts of a complex one that are not named stay.
    mutating func merge(_ value: Value) {
        guard let object = value.object else {
            self.elements = [value]
            return
        }
        let held = self.elements.first?.object ?? Object()
        let merged = self.attribute.refreshed(held.merging(object), from: held)
        let isEmpty = merged.isLabelOnly(for: self.attribute, selectedBy: nil)
        self.elements = isEmpty ? [] : [.object(merged)]
    }

    /// Adds the values that are not there yet; one that is there takes over the further parts of its equal.
    ///
    /// Entra: there is one value of each type, so new ones come before those that had their type: a path such as
    /// `emails[type eq "work"].value` reads them first.
    mutating func append(_ values: [Value]) throws(SCIMError) {
        let count = self.elements.count
        for value in values {
            let index = self.elements.firstIndex { self.identifies(value, $0) }
            if let index, let held = self.elements[index].object, let object = value.object {
                self.elements[index] = .object(held.merging(object))
            } else if index == nil {
                try self.add(value)
            }
            self.keepOnePrimary(at: index ?? self.elements.endIndex - 1)
        }
        self.advance(Array(self.elements[count...]))
    }

    /// Puts values in the place of all others.
    mutating func replaceAll(_ values: [Value]) throws(SCIMError) {
        self.elements = []
        try self.append(values)
    }
}

extension ValueList {
    private mutating func add(_ value: Value) throws(SCIMError) {
        try self.attribute.checkCount(self.elements.count + 1)
        self.elements.append(value)
    }

    /// Moves the last values before those that had their type.
    private mutating func advance(_ added: [Value]) {
        guard let type = self.attribute.subAttribute(named: "type"), !added.isEmpty else { return }
        var (result, rest) = ([Value](), added)
        for held in self.elements.dropLast(added.count) {
            if let name = held.object?[type.name] {
                let isOfType = { (value: Value) in value.object?[type.name].map { type.equates($0, name) } ?? false }
                result += rest.filter(isOfType)
                rest.removeAll(where: isOfType)
            }
            result.append(held)
        }
        self.elements = result + rest
    }

    private mutating func change(_ body: (Object) -> Object) throws(SCIMError) {
        var indices = self.selectedIndices
        if indices.isEmpty {
            let template = self.filter.map { $0.template(of: self.attribute) } ?? Object()
            guard self.makesValues, let template else {
                throw .noTarget(
                    "No value of '\(self.attribute.name)' matches the filter. One is made only where 'type' or 'primary' alone are "
                        + "compared by 'eq': let the client name a value that is there, or send it as a whole."
                )
            }
            indices = [self.elements.endIndex]
            try self.add(.object(template))
        }
        for index in indices {
            let held = self.elements[index].object ?? ["value": self.elements[index]]
            self.elements[index] = .object(self.attribute.refreshed(body(held), from: held))
            self.keepOnePrimary(at: index)
        }
        self.elements.removeAll { $0.object?.isEmpty ?? false }
    }

    /// Takes the mark of the preferred value from all others, if the value at an index has it (RFC 7644 section 3.5.2).
    private mutating func keepOnePrimary(at index: Int) {
        guard self.elements[index].object?["primary"] == true else { return }
        for other in self.elements.indices where other != index {
            guard var object = self.elements[other].object, object["primary"] == true else { continue }
            object["primary"] = false
            self.elements[other] = .object(object)
        }
    }
}

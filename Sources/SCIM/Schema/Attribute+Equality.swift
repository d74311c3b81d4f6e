extension Schema.Attribute {
    /// Whether a simple value that is wanted equals one that is held, or all parts of a complex one do.
    ///
    /// `rules` says how texts compare in the value itself, which has no name, or in its parts.
    func equates(
        _ wanted: Value, _ held: Value, comparing rules: (String?) -> TextRule? = { _ in nil }
    ) -> Bool {
        guard case .object(let wantedParts) = wanted, case .object(let heldParts) = held else {
            return wanted == held || Comparison(.eq, wanted, for: self, by: rules(nil)).holds(held)
        }
        return wantedParts.allSatisfy { self.equatesPart($0.name, wantedParts, heldParts, rules) }
    }

    /// Whether a value that a client sends means one that is held.
    ///
    /// What has a `value` is the same if that and the `type`, where both have one, are equal. Other objects are the same if
    /// all parts that are sent are equal.
    func identifies(
        _ sent: Value, _ held: Value, comparing rules: (String?) -> TextRule? = { _ in nil }
    ) -> Bool {
        guard case .object(let wanted) = sent, case .object(let object) = held, wanted["value"] != nil else {
            return self.equates(sent, held, comparing: rules)
        }
        guard self.equatesPart("value", wanted, object, rules) else { return false }
        return wanted["type"] == nil || object["type"] == nil || self.equatesPart("type", wanted, object, rules)
    }

    private func equatesPart(
        _ name: String, _ wanted: Object, _ held: Object, _ rules: (String?) -> TextRule?
    ) -> Bool {
        guard let wanted = wanted[name], let held = held[name] else { return false }
        let part = self.subAttribute(named: name)
        return part?.equates(wanted, held) { _ in rules(name) } ?? (wanted == held)
    }

    /// Returns a changed value without what described its old `value`: the reference and what the service derives.
    func refreshed(_ object: Object, from held: Object) -> Object {
        guard let old = held["value"], old != object["value"] else { return object }
        var result = object
        for part in self.subAttributes where part.type == .reference || part.mutability == .readOnly {
            if part.name != "value", result[part.name] == held[part.name] { result[part.name] = nil }
        }
        return result
    }
}

extension Schema.Attribute {
    /// Whether two simple values are equal by this definition, or all parts of two complex ones.
    func equates(_ lhs: Value, _ rhs: Value) -> Bool {
        guard case .object(let wanted) = lhs, case .object(let held) = rhs else {
            return lhs == rhs || Comparison(.eq, lhs, for: self).holds(rhs)
        }
        return wanted.allSatisfy { self.equatesPart($0.name, wanted, held) }
    }

    /// Whether a value that a client sends means one that is held.
    ///
    /// What has a `value` is the same if that and the `type`, where both have one, are equal. Other objects are the same if
    /// all parts that are sent are equal.
    func identifies(_ sent: Value, _ held: Value) -> Bool {
        guard case .object(let wanted) = sent, case .object(let object) = held, wanted["value"] != nil else {
            return self.equates(sent, held)
        }
        guard self.equatesPart("value", wanted, object) else { return false }
        return wanted["type"] == nil || object["type"] == nil || self.equatesPart("type", wanted, object)
    }

    private func equatesPart(_ name: String, _ wanted: Object, _ held: Object) -> Bool {
        guard let wanted = wanted[name], let held = held[name] else { return false }
        return self.subAttribute(named: name)?.equates(wanted, held) ?? (wanted == held)
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

import LDAP

/// What modifications leave in one attribute: values that are there then, and values that are not.
///
/// `-Clerk +Chief → present: [Chief], absent: [Clerk]`
struct AttributeTrace {
    /// The values that the attribute has afterwards.
    private(set) var present: [AttributeValue] = []
    /// The values that it has not.
    private(set) var absent: [AttributeValue] = []
    /// Whether ``present`` is all that it has.
    private(set) var isWhole = false

    private let key: (AttributeValue) -> AttributeValue

    /// What is left of some modifications in an attribute of a schema.
    init(of attribute: AttributeDescription, after modifications: [Modification], _ schema: Schema) {
        let rule = schema.equality(of: attribute)
        self.key = { rule?.normalized($0) ?? $0 }
        for modification in modifications where modification.attribute == attribute { self.take(modification) }
    }

    private mutating func take(_ modification: Modification) {
        let keys = Set(modification.values.map(self.key))
        func others(_ values: [AttributeValue]) -> [AttributeValue] { values.filter { !keys.contains(self.key($0)) } }
        switch modification.operation {
        case .add:
            (self.present, self.absent) = (others(self.present) + modification.values, others(self.absent))
        case .delete where modification.values.isEmpty:
            (self.present, self.absent, self.isWhole) = ([], [], true)
        case .delete:
            (self.present, self.absent) = (others(self.present), others(self.absent) + modification.values)
        case .replace:
            (self.present, self.absent, self.isWhole) = (Array(modification.values), [], true)
        case .increment: break
        }
    }

    /// Whether an attribute with these values is as it was left.
    func holds(in values: Attribute.Values) -> Bool {
        let held = Set(values.map(self.key))
        let wanted = Set(self.present.map(self.key))
        if self.isWhole { return held == wanted }
        return wanted.isSubset(of: held) && !self.absent.contains { held.contains(self.key($0)) }
    }

    /// The same, with the values spelled as they were left.
    func holdsExactly(in values: Attribute.Values) -> Bool {
        self.holds(in: values) && self.present.allSatisfy(values.contains)
    }

    /// Whether a value is among others, be it in another spelling.
    func isHeld(_ value: AttributeValue, in values: Attribute.Values) -> Bool {
        values.contains { self.key($0) == self.key(value) }
    }
}

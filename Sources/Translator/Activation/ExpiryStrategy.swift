import Directories
import LDAP

/// `attribute` with `until`: the time until which an account is active; one that is over disables.
///
/// What is written to disable is a time long over, so that it has its effect at once whatever the clocks of the servers say.
struct ExpiryStrategy: DisableStrategy {
    private(set) var name: AttributeDescription
    let form: TimeForm
    var clock = WallClock()
    /// What the server says of the attribute; nil where it does not know it, or was not asked yet.
    private var type: LDAP.AttributeType?

    init(_ name: AttributeDescription, _ form: TimeForm) {
        self.name = name
        self.form = form
    }

    var attributes: [AttributeDescription] { [self.name] }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> ExpiryStrategy {
        var strategy = self
        strategy.type = schema.attributeType(self.name)
        strategy.name = schema.canonicalName(of: self.name)
        return strategy
    }

    func isDisabled(_ entry: Entry) -> Bool {
        let values = entry[self.name]
        if values.isEmpty { return false }
        let now = self.clock.now
        return values.contains { self.form.isOver($0, at: now) }
    }

    /// A time that is over, but none that stands for no time.
    var disabled: Narrowing {
        guard let type else { return .never }
        guard type.ordering != nil || type.syntax == Self.largeInteger else { return .within(.present(self.name)) }
        let isOver = LDAP.Filter.lessOrEqual(self.name, self.form.value(of: self.clock.now))
        guard let least = self.form.least else { return .exact(isOver) }
        return .some(.and([.greaterOrEqual(self.name, least), isOver]), isExact: type.isSingleValued)
    }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] {
        if self.isDisabled(entry) != isActive { return [] }
        let value = isActive ? self.form.never : self.form.past
        return [Attribute(self.name, values: value.map { [$0] } ?? [])]
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        guard let type = schema.attributeType(self.name) else {
            return ["active uses \(self.name), which the directory's schema does not know."]
        }
        let reasons = mapping.reasonsNotToWrite(type, self.name, for: "active", in: schema)
        let isTime = type.ordering == .generalizedTime || type.equality == .generalizedTime || type.syntax == Self.time
        if (self.form == .generalized) == isTime { return reasons }
        return reasons + [
            "active reads \(self.name) as a time of the form \(self.form.rawValue), but it \(isTime ? "is" : "is not") a generalized "
                + "time: correct `until`."
        ]
    }

    /// The syntax of generalized times.
    private static let time = "1.3.6.1.4.1.1466.115.121.1.24"
    /// The syntax of Active Directory's great numbers, which its servers order whatever the schema says.
    private static let largeInteger = "1.2.840.113556.1.4.906"
}

extension MatchingRule {
    fileprivate static let generalizedTime = MatchingRule(rawValue: "generalizedTimeMatch")
}

extension Mapping.Activation {
    /// An attribute with the time until which an account is active.
    public static func until(_ name: LDAP.AttributeDescription, _ form: TimeForm) -> Mapping.Activation {
        Mapping.Activation(ExpiryStrategy(name, form))
    }
}

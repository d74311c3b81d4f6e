import LDAP
import SCIM
import Translator

/// Somebody who does not exist, whom a probe makes and takes away again.
struct ProbePerson: Sendable {
    /// What they are called; 20 characters, as many as the shortest account name has.
    let name: String
    /// What they are called after a rename.
    let otherName: String
    /// What is sent to make them: what a new entry needs, and little else.
    private(set) var resource = Resource()
    /// What is written afterwards, one after the other, so that it is known which of it may not be written.
    private(set) var changes: [(path: AttributePath, attribute: AttributeDescription, value: Value)] = []
    /// What is not tried, for nobody knows a value for it.
    private(set) var untried: [AttributePath] = []

    /// Makes somebody up for a mapping; where the values of `example` decide below which entry people belong, they have the same.
    init(_ bound: BoundMapping, like example: Entry? = nil) {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        func random() -> String { String((0..<3).map { _ in letters.randomElement() ?? "a" }) }
        let first = random()
        var second = random()
        while second == first { second = random() }
        (self.name, self.otherName) = ("starbridge-probe-\(first)", "starbridge-probe-\(second)")
        let places = bound.mapping.placement?.paths ?? []
        // A change of what the name or the place is made of is a rename or a move.
        let formative = places + (bound.mapping.naming?.value.paths ?? [])
        let demanded = bound.schema.required(by: bound.mapping.objectClasses)
        for rule in bound.mapping.rules where !rule.isReadOnly && rule.path.attribute != "password" {
            let same = places.contains(rule.path) ? example?[rule.attribute].first?.text : nil
            guard let value = same.map({ .string($0) }) ?? self.value(for: rule, bound.mapping.resourceType) else {
                self.untried.append(rule.path)
                continue
            }
            let isNeeded =
                rule.isRequired || rule.isKey || rule.writing != .always || formative.contains(rule.path)
                || demanded.contains { bound.schema.areSame($0, rule.attribute) }
                || bound.schema.areSame(bound.mapping.rdn, rule.attribute)
            if isNeeded {
                self.resource.set([value], at: rule.path)
            } else {
                self.changes.append((rule.path, rule.attribute, value))
            }
        }
        self.resource.set([.boolean(true)], at: AttributePath(attribute: "active"))
    }

    /// A value that a rule shows and stores; nil where none can be made up.
    private func value(for rule: Mapping.Rule, _ type: ResourceType) -> Value? {
        if rule.isReference || rule.isBase64 { return nil }
        guard let definition = type.attribute(at: rule.path) else { return nil }
        switch definition.type {
        // What others may have is none of a made-up person's keys: the probe would be taken for somebody else.
        case .boolean: return rule.isKey ? nil : .boolean(true)
        case .integer: return rule.isKey ? nil : .integer(1)
        case .string:
            let texts: [String] =
                switch rule.path.attribute {
                case "emails": ["\(self.name)@probe.invalid"]
                case "phoneNumbers": ["+15550100"]
                case "preferredLanguage", "locale": ["en"]
                case "timezone": ["Europe/Zurich"]
                default: [self.name, "1"]
                }
            let own = rule.isKey ? texts.filter { $0.contains(self.name) } : texts
            return own.first(where: rule.choice.admits).map { .string($0) }
        case .complex, .dateTime, .decimal, .binary, .reference: return nil
        }
    }
}

extension Mapping.Rule {
    /// Whether clients know people by the value.
    fileprivate var isKey: Bool { self.isUnique || self.path == .userName || self.path == .externalId }
}

import LDAP
import SCIM
import Translator

/// Chooses for each SCIM attribute the LDAP attribute that holds it already, or that could.
struct RuleChooser {
    let schema: LDAP.Schema
    /// The classes of those who are there.
    let classes: [String]
    let usage: Usage
    /// What those who are there are called in a comment.
    let noun: String

    private(set) var rules: [Mapping.Rule] = []
    private(set) var notes: [AttributePath: String] = [:]

    init(schema: LDAP.Schema, classes: [String], usage: Usage, noun: String) {
        (self.schema, self.classes, self.usage, self.noun) = (schema, classes, usage, noun)
    }

    /// Whether those who are there may have an attribute, and nothing is mapped to it yet.
    func isFree(_ attribute: AttributeDescription) -> Bool {
        guard self.schema.attributeType(attribute) != nil, self.rule(for: attribute) == nil else { return false }
        return self.isAllowed(attribute)
    }

    /// Whether an entry of the classes may have an attribute.
    func isAllowed(_ attribute: AttributeDescription) -> Bool {
        self.schema.allowed(by: self.classes).contains { self.schema.areSame($0, attribute) }
    }

    /// The rule that writes an attribute.
    func rule(for attribute: AttributeDescription) -> Mapping.Rule? {
        self.rules.first { self.schema.areSame($0.attribute, attribute) }
    }

    /// Whether a SCIM attribute is mapped.
    func maps(_ path: AttributePath) -> Bool { self.rules.contains { $0.path == path } }

    /// Maps the one of several attributes that most have; one that nobody has if the SCIM attribute `isUsual`.
    mutating func choose(_ path: AttributePath, _ attributes: [AttributeDescription], isUsual: Bool) {
        let free = attributes.filter(self.isFree)
        let most = free.first { self.usage[$0].holders * 2 >= self.usage.count && self.usage[$0].holders > 0 }
        let some = free.filter { self.usage[$0].holders > 0 }.max {
            self.usage[$0].holders < self.usage[$1].holders
        }
        guard !self.maps(path), let best = most ?? some ?? (isUsual ? free.first : nil) else { return }
        self.map(path, best)
    }

    /// Maps one attribute.
    mutating func map(
        _ path: AttributePath, _ attribute: AttributeDescription, defaultValue: String? = nil, isRequired: Bool = false,
        choice: Mapping.Rule.Choice = .first, note: String? = nil
    ) {
        let name = self.schema.firstName(of: attribute)
        self.rules.append(
            Mapping.Rule(
                path: path, attribute: name, defaultValue: defaultValue.flatMap { try? Template(parsing: $0) },
                choice: choice, isRequired: isRequired, isReference: path.attribute == "manager"))
        self.notes[path] = [note, self.usage.sentence(name, self.noun)].compactMap(\.self).joined(separator: "; ")
    }

    /// Has every new entry get a value of an attribute, by a rule that there is or by one more; whether that could be done.
    mutating func fill(_ attribute: AttributeDescription, by demands: Demands, because reason: String) -> Bool {
        let filling = demands.filling(of: attribute)
        if let index = self.rules.firstIndex(where: { self.schema.areSame($0.attribute, attribute) }) {
            let rule = self.rules[index]
            if rule.isRequired || rule.defaultValue != nil { return true }
            // A value that stands for another one must not stand for itself.
            if let text = filling?.defaultValue, rule.path != AttributePath(attribute: "userName"),
                let template = try? Template(parsing: text), !template.paths.contains(rule.path)
            {
                self.rules[index].defaultValue = template
            } else {
                self.rules[index].isRequired = true
            }
            return true
        }
        guard let filling, !self.maps(filling.path) else { return false }
        let isCertain = filling.defaultValue.map { text in
            ((try? Template(parsing: text))?.paths ?? []).allSatisfy { self.maps($0) }
        }
        self.map(
            filling.path, attribute, defaultValue: isCertain == true ? filling.defaultValue : nil,
            isRequired: isCertain != true,
            note: filling.isGuess ? "\(reason); that this is meant is a guess from its name" : reason)
        return true
    }

    /// Maps an attribute that nobody uses to hold the id that the client has for somebody; whether there is one.
    mutating func keepExternalID(beside others: [AttributeDescription] = []) -> Bool {
        guard let path = AttributePath(known: "externalId"), let pattern = try? Pattern(parsing: "^[^:/ ]+$") else {
            return false
        }
        for attribute in AttributeCandidates.spare where self.isFree(attribute) || others.contains(attribute) {
            let use = self.usage[attribute]
            let isURI = attribute == "labeledURI"
            // URIs may stand beside the ids, whose form tells them apart.
            guard use.holders == 0 || isURI && use.forms.keys.allSatisfy({ $0 == .text }) else { continue }
            self.map(path, attribute, choice: isURI ? .matching(pattern) : .first)
            return true
        }
        return false
    }
}

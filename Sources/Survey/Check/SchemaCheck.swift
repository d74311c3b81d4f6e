import LDAP
import SCIM
import Translator

/// What the schema says of mapped attributes that a start does not refuse: how many values they hold, how long those are, and whether
/// they can be looked for.
struct SchemaCheck: Check {
    let mapping: Mapping
    let schema: LDAP.Schema
    let id = "schema"
    var subject: String { "\(self.mapping.section).attributes" }

    func findings() -> [CheckFinding] {
        let rules = self.mapping.rules.filter { !$0.isReadOnly }
        let found = rules.flatMap { rule -> [CheckFinding] in
            guard let type = self.schema.attributeType(rule.attribute) else { return [] }
            return [
                self.values(of: rule, in: type), self.length(of: rule, in: type), self.equality(of: rule, in: type),
            ]
            .compactMap(\.self)
        }
        if !found.isEmpty { return found }
        return [
            CheckFinding(
                self.id, self.subject, .ok,
                "\(self.subject): \(rules.count) attributes have room for what Entra sends.")
        ]
    }

    /// A SCIM attribute with several values in an LDAP attribute with one.
    private func values(of rule: Mapping.Rule, in type: LDAP.AttributeType) -> CheckFinding? {
        guard type.isSingleValued, rule.path.filter == nil,
            self.mapping.resourceType.attribute(at: rule.path.whole)?.isMultiValued == true
        else { return nil }
        return CheckFinding(
            "schema.single-valued", self.subject, .warning,
            "\(rule.path) may have several values, and \(rule.attribute) holds one: a call that sends more is refused.",
            advice:
                "Map one of them, such as \(rule.path.attribute)[type eq \"work\"].value, or an attribute that holds several."
        )
    }

    /// An LDAP attribute whose values may be shorter than those that Entra may send.
    private func length(of rule: Mapping.Rule, in type: LDAP.AttributeType) -> CheckFinding? {
        guard let length = type.maxLength, let wanted = EntraLengths.longest[rule.path.whole], length < wanted else {
            return nil
        }
        return CheckFinding(
            "schema.length", self.subject, .warning,
            "The schema promises \(length) characters for \(rule.attribute), and Entra has up to \(wanted) for \(rule.path): the "
                + "directory may refuse longer ones.",
            advice: "Shorten them in Entra's mapping with Left(…, \(length)), or map an attribute with more room.")
    }

    /// An attribute by which Entra looks for people, which the server cannot compare.
    private func equality(of rule: Mapping.Rule, in type: LDAP.AttributeType) -> CheckFinding? {
        guard type.equality == nil, rule.path == .externalId else { return nil }
        return CheckFinding(
            "schema.equality", self.subject, .warning,
            "\(rule.attribute) has no equality rule: nobody is found by \(rule.path).",
            advice: "Map \(rule.path) to an attribute that has one.")
    }
}

/// How long the texts may be that Entra sends, by the attribute to which its mapping sends them at first.
enum EntraLengths {
    /// In characters, from Microsoft Graph's description of `user` and `group`.
    static let longest: [AttributePath: Int] = [
        AttributePath(attribute: "userName"): 113,
        AttributePath(attribute: "displayName"): 256,
        AttributePath(attribute: "name"): 64,
        AttributePath(attribute: "title"): 128,
        AttributePath(attribute: "emails"): 113,
        AttributePath(attribute: "externalId"): 64,
        AttributePath(schema: .enterpriseUser, attribute: "department"): 64,
        AttributePath(schema: .enterpriseUser, attribute: "employeeNumber"): 16,
    ]
}

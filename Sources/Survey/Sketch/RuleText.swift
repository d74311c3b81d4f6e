import LDAP
import SCIM
import Translator

/// One rule as a line of `attributes`.
struct RuleText {
    private let rule: Mapping.Rule
    /// Whether clients know a resource by it, so that it is required without a word.
    private let isName: Bool
    /// The attribute with a copy of the values, if there is one.
    private let copy: LDAP.AttributeDescription?

    init(_ rule: Mapping.Rule, in mapping: Mapping) {
        self.rule = rule
        let isOfGroups = mapping.section == "groups"
        self.copy = mapping.rules.first { $0.isCopy && $0.path == rule.path }?.attribute
        self.isName = rule.path == AttributePath(attribute: isOfGroups ? "displayName" : "userName")
    }

    /// The line, such as `name.familyName: { attribute: sn, default: "{userName}" }`.
    var line: String {
        var parts: [String] = []
        if let text = self.rule.defaultValue?.description { parts.append("default: \(YAMLText.quoted(text))") }
        if case .matching(let pattern) = self.rule.choice {
            parts.append("choose: { matching: \(YAMLText.quoted(pattern.description)) }")
        }
        if self.rule.isRequired, !self.isName { parts.append("required: true") }
        if self.rule.isUnique, !self.isName { parts.append("unique: true") }
        if let key = self.rule.referenceKey { parts.append("by: \(key)") }
        if let copy { parts.append("copy: \(copy)") }
        if self.rule.isReadOnly { parts.append("dynamic: true") }
        let attribute = YAMLText.scalar("\(self.rule.attribute)")
        if parts.isEmpty { return "\(self.rule.path): \(attribute)" }
        return "\(self.rule.path): { \((["attribute: \(attribute)"] + parts).joined(separator: ", ")) }"
    }
}

extension Mapping.Computed {
    /// The rule as a line of `computed`, such as `gidNumber: { value: "100", write: create }`.
    var line: String {
        let texts = self.templates.map { YAMLText.quoted($0.description) }
        let value = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return "\(YAMLText.scalar("\(self.attribute)")): { value: \(value), write: create }"
    }
}

extension Mapping.Allocation {
    /// The rule as the file says it, such as `{ attribute: uidNumber, range: 1010-51009 }`.
    var text: String? {
        guard case .number(let range, nil) = self.source else { return nil }
        return "{ attribute: \(self.attribute), range: \(range.lowerBound)-\(range.upperBound) }"
    }
}

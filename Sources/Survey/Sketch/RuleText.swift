import SCIM
import Translator

/// One rule as a line of `attributes`.
struct RuleText {
    private let rule: Mapping.Rule
    /// Whether clients know a resource by it, so that it is required without a word.
    private let isName: Bool

    init(_ rule: Mapping.Rule, in mapping: Mapping) {
        self.rule = rule
        let isOfGroups = mapping.section == "groups"
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
        let attribute = YAMLText.scalar("\(self.rule.attribute)")
        if parts.isEmpty { return "\(self.rule.path): \(attribute)" }
        return "\(self.rule.path): { \((["attribute: \(attribute)"] + parts).joined(separator: ", ")) }"
    }
}

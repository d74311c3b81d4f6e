import LDAP
import SCIM

/// A comparison that holds for every entry that the directory has found.
///
/// SCIM may still show another value of the entry than the one by which it was found.
public struct AnsweredComparison: Sendable, Hashable {
    /// The path of the rule whose values it is about.
    var path: AttributePath
    /// How they compare: `eq`, `co`, `sw` or `ew`.
    var comparison: SCIM.Filter.Operator
    /// What they compare with.
    var value: AttributeValue
}

extension Binding {
    /// Whether SCIM shows the value by which the directory found an entry.
    ///
    /// The directory is believed that there is one. What is left is which of several values it found, and case, where that counts in
    /// SCIM.
    func shows(_ answer: AnsweredComparison, foundIn entry: Entry) -> Bool {
        let all = entry[self.rule.attribute]
        let shown = self.shown(among: all)
        guard !shown.isEmpty else { return false }
        if shown.count == all.count, !self.isNarrowedByCase { return true }
        let assertion = answer.value.text.flatMap { self.assertion(answer.comparison, stored: $0) }
        if let assertion, assertion.isNarrowedByCase { return shown.contains(where: assertion.mayHold) }
        let rule = self.type?.equality ?? .octetString
        let certain = rule.certain(answer.value)
        let isLocal = assertion?.localRule != nil
        func isSure(_ value: AttributeValue) -> Bool {
            isLocal ? assertion?.surelyHolds(for: value) ?? false : rule.certain(value) == certain
        }
        func isLikely(_ value: AttributeValue) -> Bool {
            isLocal ? assertion?.mayHold(for: value) ?? false : rule.equal(value, answer.value)
        }
        if all.contains(where: isSure) { return shown.contains(where: isSure) }
        return shown.contains(where: isLikely) || !all.contains(where: isLikely)
    }
}

import LDAP
import SCIM

/// How texts are compared here for equality where the directory did not: by its rule, but with case where that counts in SCIM
/// and without where it does not.
struct LocalEquality: Sendable {
    private let rule: LDAP.MatchingRule
    private let foldsCase: Bool

    /// Nil where SCIM's own comparison is all there is.
    init?(_ binding: Binding) {
        guard binding.conversion == .text, binding.definition.type != .dateTime, let rule = binding.type?.equality
        else {
            return nil
        }
        let isCaseExact = binding.definition.isCaseExact
        switch rule.folding {
        case .caseIgnore, .caseExact: (self.rule, self.foldsCase) = (isCaseExact ? .caseExact : .caseIgnore, false)
        case .digits: (self.rule, self.foldsCase) = (rule, !isCaseExact)
        case .structured, .bytes: return nil
        }
    }

    /// Whether both are the same by the RFCs.
    func mayBeSame(_ held: String, _ wanted: String) -> Bool {
        self.rule.equal(self.value(held), self.value(wanted))
    }

    /// Whether only the directory can say whether both are the same: of printable ASCII all think the same.
    func isDoubtful(_ held: String, _ wanted: String) -> Bool {
        if held.isPrintableASCII && wanted.isPrintableASCII { return false }
        return self.rule.certain(self.value(held)) != self.rule.certain(self.value(wanted))
    }

    private func value(_ text: String) -> AttributeValue {
        AttributeValue(self.foldsCase ? text.lowercased() : text)
    }
}

extension Binding {
    /// Whether SCIM shows the value by which the directory found an entry.
    ///
    /// What the directory has found equal is equal: nothing is asked here but which of several values that was, and whether the
    /// case is the same where it counts in SCIM.
    func shows(_ wanted: AttributeValue, foundIn entry: Entry) -> Bool {
        let shown = self.shown(in: entry)
        guard !shown.isEmpty else { return false }
        let rule = self.type?.equality ?? .octetString
        if self.conversion == .text, self.definition.isCaseExact, rule.folding == .caseIgnore {
            return shown.contains { LDAP.MatchingRule.caseExact.equal($0, wanted) }
        }
        let all = entry[self.rule.attribute]
        if shown.count == all.count { return true }
        let certain = rule.certain(wanted)
        if all.contains(where: { rule.certain($0) == certain }) {
            return shown.contains { rule.certain($0) == certain }
        }
        return shown.contains { rule.equal($0, wanted) } || !all.contains { rule.equal($0, wanted) }
    }
}

extension String {
    fileprivate var isPrintableASCII: Bool { self.utf8.allSatisfy { $0 &- 0x20 < 0x5F } }
}

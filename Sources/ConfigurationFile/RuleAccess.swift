import SCIM
import Translator

/// What one rule says of who may write its value, and of values that do not fit: `write`, `on_invalid`, `on_unknown`.
struct RuleAccess {
    private enum Word {
        case always, once, create, never
    }

    private let section: ConfigurationSection
    private let word: Word
    private let dropsInvalid: Bool
    private let dropsUnknown: Bool

    /// Reads the keys.
    init(_ section: ConfigurationSection) {
        self.section = section
        self.word = section.word("write", Self.word) ?? .always
        self.dropsInvalid = section.word("on_invalid") { $0 == "drop" } ?? false
        self.dropsUnknown = section.word("on_unknown") { $0 == "drop" } ?? false
    }

    private static func word(_ text: String) -> Word? {
        switch text {
        case "always": .always
        case "once": .once
        case "create": .create
        case "never": .never
        default: nil
        }
    }

    /// Writes what was read into the rule, and reports what cannot be together.
    ///
    /// A `value` without expressions is what new entries get, whatever a client sends.
    func apply(to rule: inout Mapping.Rule, isName: Bool, definition: SCIM.Schema.Attribute?) {
        let isReference = rule.isReference || definition?.subAttribute(named: "$ref") != nil
        if let form = rule.form, form.template.isConstant {
            (rule.isReadOnly, rule.defaultValue, rule.form) = (true, form.template, nil)
        }
        switch self.word {
        case .always: break
        case .once: rule.writing = .once
        case .create: rule.writing = .create
        case .never: rule.isReadOnly = true
        }
        rule.leavesOutUnfit = isReference ? self.dropsUnknown : self.dropsInvalid
        if self.word == .once, rule.path.attribute == "password" {
            self.report("write", "nobody can tell whether there is a password: use create")
        }
        if self.word == .once || self.word == .create, rule.path.attribute == "members" {
            self.report("write", "members come and go: use always or never")
        }
        if rule.isReadOnly, isName {
            self.report("write", "clients know entries by this attribute, so they must be able to write it")
        }
        if rule.isReadOnly, rule.isRequired {
            self.report("required", "nobody can send what is never written: remove one of the two")
        }
        if rule.leavesOutUnfit, isName || rule.isRequired {
            self.report(isReference ? "on_unknown" : "on_invalid", "the value is required, so it cannot be left out")
        }
        if self.dropsInvalid, isReference { self.report("on_invalid", "the value is a reference: say `on_unknown`") }
        if self.dropsUnknown, !isReference { self.report("on_unknown", "the value is no reference: say `on_invalid`") }
        if rule.form != nil, isReference || rule.isBase64 || definition?.returned == .never {
            self.report("value", "references, passwords and base64 have a form of their own")
        }
    }

    private func report(_ key: String, _ reason: String) {
        self.section.report("\(self.section.name).\(key): \(reason)", at: self.section.mark(of: key))
    }
}

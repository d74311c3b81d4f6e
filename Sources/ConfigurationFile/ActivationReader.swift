import Directories
import LDAP
import Translator
import Yams

/// Reads the ways to disable people.
enum ActivationReader {
    /// The ways beside the locks that kinds of servers have.
    private enum Way: String, CaseIterable {
        case attribute
        case objectClass = "object-class"
        case group
        case move
    }

    /// What `strategy` can say, in the order in which an error lists it.
    static let names = AccountLock.allCases.map(\.rawValue) + Way.allCases.map(\.rawValue)

    /// Reads one strategy; nil if it cannot be read.
    static func activation(_ section: ConfigurationSection) -> Mapping.Activation? {
        defer { section.refuseUnknownKeys() }
        guard let name = section.required("strategy") else { return nil }
        if let lock = AccountLock(rawValue: name) { return self.lock(lock, section) }
        switch Way(rawValue: name) {
        case .attribute?: return self.attribute(section)
        case .objectClass?: return self.objectClass(section)
        case .group?: return self.group(section)
        case .move?: return self.move(section)
        case nil:
            let list = Self.names.dropLast().joined(separator: ", ") + " or " + Self.names.suffix(1).joined()
            section.report("\(section.name).strategy must be \(list)", at: section.mark(of: "strategy"))
            return nil
        }
    }

    private static func lock(_ lock: AccountLock, _ section: ConfigurationSection) -> Mapping.Activation {
        guard lock == .passwordPolicy else { return Mapping.Activation(lock) }
        return .passwordPolicyLock(defaultPolicy: section.parsed("default_policy", ConfiguredValue.name))
    }

    private static func attribute(_ section: ConfigurationSection) -> Mapping.Activation? {
        let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
        if let form = section.word("until", TimeForm.init) { return Self.until(attribute, form, section) }
        let (active, inactive) = (section.words("active"), section.words("inactive"))
        if active.isEmpty && inactive.isEmpty || !Set(active).isDisjoint(with: inactive) {
            section.report("\(section.name) must tell active from inactive by a value", at: section.mark)
        }
        let absent = section.word("absent", Mapping.Activation.State.init)
        switch absent {
        case .active? where inactive.isEmpty, .inactive? where active.isEmpty:
            section.report(
                "\(section.name).absent: name a value of \(inactive.isEmpty ? "inactive" : "active") to write for whoever is not "
                    + "meant by an absent one", at: section.mark(of: "absent"))
        case .active?, .inactive?, nil: break
        }
        return attribute.map {
            .attribute($0, active: StateWords(active), inactive: StateWords(inactive), absent: absent)
        }
    }

    private static func until(
        _ attribute: AttributeDescription?, _ form: TimeForm, _ section: ConfigurationSection
    ) -> Mapping.Activation? {
        for key in ["active", "inactive", "absent"] where section.node(key) != nil {
            section.report("\(section.name).\(key) says nothing beside `until`: remove it", at: section.mark(of: key))
        }
        return attribute.map { .until($0, form) }
    }

    private static func group(_ section: ConfigurationSection) -> Mapping.Activation? {
        let member = section.parsed("member", ConfiguredValue.attribute) ?? "member"
        let state = section.word("members", Mapping.Activation.State.init) ?? .inactive
        return section.requiredParsed("group", ConfiguredValue.name).map { .group($0, member: member, of: state) }
    }

    private static func move(_ section: ConfigurationSection) -> Mapping.Activation? {
        let activeBase = section.parsed("active_base", ConfiguredValue.name)
        return section.requiredParsed("base", ConfiguredValue.name).map { .move(below: $0, activeBase: activeBase) }
    }

    private static func objectClass(_ section: ConfigurationSection) -> Mapping.Activation? {
        let state = section.word("marks", Mapping.Activation.State.init) ?? .inactive
        return section.required("object_class").map { .objectClass($0, of: state) }
    }
}

extension ConfigurationSection {
    /// One text or a list of them; none where the key is left out.
    fileprivate func words(_ key: String) -> [String] {
        guard self.node(key)?.sequence == nil else { return self.texts(key)?.map(\.text) ?? [] }
        return self.text(key).map { [$0] } ?? []
    }
}

import Translator

/// Reads the ways to disable people.
enum ActivationReader {
    /// The strategies by the names that the configuration has for them, in the order in which an error lists them.
    private static let readers: [(name: String, read: @Sendable (ConfigurationSection) -> Mapping.Activation?)] = [
        ("ppolicy-lock", { .passwordPolicyLock(defaultPolicy: $0.parsed("default_policy", ConfiguredValue.name)) }),
        ("attribute", { Self.attribute($0) }),
    ]

    /// What `strategy` can say.
    static let names = Self.readers.map(\.name)

    /// Reads one strategy; nil if it cannot be read.
    static func activation(_ section: ConfigurationSection) -> Mapping.Activation? {
        defer { section.refuseUnknownKeys() }
        guard let name = section.required("strategy") else { return nil }
        guard let reader = Self.readers.first(where: { $0.name == name }) else {
            let list = Self.names.dropLast().joined(separator: ", ") + " or " + Self.names.suffix(1).joined()
            section.report("\(section.name).strategy must be \(list)", at: section.mark(of: "strategy"))
            return nil
        }
        return reader.read(section)
    }

    private static func attribute(_ section: ConfigurationSection) -> Mapping.Activation? {
        let attribute = section.requiredParsed("attribute", ConfiguredValue.attribute)
        let (active, inactive) = (section.text("active"), section.text("inactive"))
        if active == inactive {
            section.report("\(section.name) must tell active from inactive by a value", at: section.mark)
        }
        return attribute.map { .attribute($0, active: active, inactive: inactive) }
    }
}

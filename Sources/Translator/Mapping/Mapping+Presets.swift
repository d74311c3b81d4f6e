import Directories
import LDAP
import SCIM

extension Mapping {
    /// The parts of a mapping that are as a preset has them where the configuration does not say it.
    public struct Parts: OptionSet, Sendable, Hashable {
        /// One bit for each part.
        public let rawValue: Int

        /// Parts by their bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// What an entry must match.
        public static let filter = Parts(rawValue: 1)
        /// The classes of new entries.
        public static let objectClasses = Parts(rawValue: 2)
        /// What names new entries.
        public static let rdn = Parts(rawValue: 4)
        /// Which attribute shows which.
        public static let rules = Parts(rawValue: 8)
        /// Who carries references along.
        public static let renaming = Parts(rawValue: 16)
        /// Who comes back from the trash.
        public static let revival = Parts(rawValue: 32)
        /// All of them.
        public static let all: Parts = [.filter, .objectClasses, .rdn, .rules, .renaming, .revival]
    }

    /// Returns the mapping for people as a preset has it.
    public static func users(_ preset: Dialect.Preset, base: LDAP.DistinguishedName) -> Mapping {
        switch preset {
        case .inetOrgPerson: .inetOrgPerson(base: base)
        case .activeDirectory: .activeDirectoryUser(base: base)
        case .lightweight: .lightweightUser(base: base)
        }
    }

    /// Returns the mapping for groups as a preset has it.
    public static func groups(_ preset: Dialect.Preset, base: LDAP.DistinguishedName) -> Mapping {
        switch preset {
        case .inetOrgPerson: .groupOfNames(base: base)
        case .activeDirectory, .lightweight: .activeDirectoryGroup(base: base)
        }
    }

    /// Returns the mapping for a server of a kind: what the configuration leaves open is as the preset of that kind has it.
    ///
    /// The kind may be known only once the server has said what it is.
    public func adapted(to dialect: Dialect) -> Mapping {
        if self.leftOpen.isEmpty || dialect.preset == self.preset { return self }
        let isOfGroups = self.resourceType.schema.id == .group
        let other =
            isOfGroups ? Mapping.groups(dialect.preset, base: self.base) : .users(dialect.preset, base: self.base)
        var mapping = self
        mapping.preset = dialect.preset
        if self.leftOpen.contains(.filter) { mapping.filter = other.filter }
        if self.leftOpen.contains(.objectClasses) { mapping.objectClasses = other.objectClasses }
        if self.leftOpen.contains(.rdn) { mapping.rdn = other.rdn }
        // Those that are only read do not come from a preset.
        if self.leftOpen.contains(.rules) { mapping.rules = other.rules + self.rules.filter(\.isReadOnly) }
        if self.leftOpen.contains(.renaming) { mapping.renaming = other.renaming }
        if self.leftOpen.contains(.revival), !isOfGroups {
            mapping.revival = mapping.rules.contains { $0.path == .externalID } ? .externalId : .never
        }
        mapping.freeName()
        return mapping
    }

    /// Stores in `displayName` what a preset would store in the attribute that ``naming`` fills.
    public mutating func freeName() {
        guard self.naming != nil, self.leftOpen.contains(.rules) else { return }
        for index in self.rules.indices
        where self.rules[index].path == .displayName && self.rules[index].attribute == self.rdn {
            self.rules[index].attribute = "displayName"
        }
    }
}

extension Dialect {
    /// How people and groups look in servers of a kind, unless the configuration says otherwise.
    ///
    /// What that means for a mapping is said where mappings are known.
    public enum Preset: Sendable, Hashable, CaseIterable {
        /// People are `inetOrgPerson`, groups `groupOfNames`.
        case inetOrgPerson
        /// People are `user` and groups `group`, both with accounts of a domain.
        case activeDirectory
        /// People are `user` and groups `group` without a domain.
        case lightweight
    }
}

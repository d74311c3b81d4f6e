extension Dialect {
    /// How a server shows its own settings below `cn=config`, to accounts that may read them.
    public enum ConfigurationForm: Sendable, Hashable {
        /// An entry for each database, with overlays below it (OpenLDAP).
        case databases
        /// An entry for each plug-in (389 Directory Server and its relatives).
        case plugins
    }
}

public import LDAP

extension Settings {
    /// How somebody else looks at the people in the directory, such as Starmind.
    public struct Reader: Sendable {
        /// The entry below which it looks.
        public var base: DistinguishedName
        /// How far below.
        public var scope: SearchRequest.Scope
        /// Whom it takes for a person who may sign in.
        public var filter: LDAP.Filter
        /// The account that it uses; nil stands for the bridge's own.
        public var bind: Bind?
    }
}

extension Settings.Reader {
    /// Reads `reader:`; what it does not say of the place is as `users:` has it.
    init?(section: ConfigurationSection, besides users: (base: DistinguishedName, scope: SearchRequest.Scope)) {
        defer { section.refuseUnknownKeys() }
        let base = section.parsed("base", ConfiguredValue.name) ?? users.base
        let scope = section.word("scope", MappingReader.scope) ?? users.scope
        let filter = section.requiredParsed("filter") { text throws(LDAPError) in try LDAP.Filter(parsing: text) }
        let account = section.section("bind")
        let bind = account.flatMap(Settings.Bind.init(account:))
        account?.refuseUnknownKeys()
        guard let filter else { return nil }
        self.init(base: base, scope: scope, filter: filter, bind: bind)
    }
}

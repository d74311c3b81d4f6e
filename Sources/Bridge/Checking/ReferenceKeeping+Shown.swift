public import Directories
public import LDAP
public import Translator

extension ReferenceKeeping {
    /// In which attributes the server shows that it keeps names right itself; nil where it does not show it.
    ///
    /// OpenLDAP shows it in the overlays of the database that holds the base, 389 Directory Server in its plug-in for all of them.
    /// - Throws: ``LDAPError`` if the directory could not be asked.
    public static func shown(
        by directory: any Directory, holding base: DistinguishedName, _ dialect: Dialect
    ) async throws(LDAPError) -> ReferenceKeeping? {
        switch dialect.configurationForm {
        case .plugins: try await self.plugin(in: directory, dialect)
        case .databases: try await ServerConfiguration.read(holding: base, in: directory, dialect)?.referenceKeeping
        case nil: nil
        }
    }

    private static let state: AttributeDescription = "nsslapd-pluginEnabled"
    private static let attribute: AttributeDescription = "referint-membership-attr"
    private static let delay: AttributeDescription = "referint-update-delay"
    /// What keeps the plug-in away from some entries.
    private static let scopes: [AttributeDescription] = [
        "nsslapd-pluginEntryScope", "nsslapd-pluginExcludeEntryScope", "nsslapd-pluginContainerScope",
    ]

    /// What the plug-in for referential integrity does; a delay of -1 has it do nothing.
    private static func plugin(
        in directory: any Directory, _ dialect: Dialect
    ) async throws(LDAPError) -> ReferenceKeeping? {
        let request = SearchRequest(
            base: DistinguishedName(server: "cn=referential integrity postoperation,cn=plugins,cn=config"),
            scope: .base, attributes: [self.state, self.attribute, self.delay] + self.scopes)
        guard let entry = try await directory.searchIfAllowed(request, dialect)?.entries.first,
            let state = entry[self.state].first?.text
        else { return nil }
        guard state.lowercased() == "on", entry[self.delay].first?.text != "-1" else {
            return ReferenceKeeping(attributes: [], isComplete: true)
        }
        let attributes = entry[self.attribute].compactMap(\.text).map { AttributeDescription($0) }
        let isBounded = self.scopes.contains { !entry[$0].isEmpty }
        return ReferenceKeeping(attributes: attributes, isComplete: !attributes.isEmpty && !isBounded)
    }
}

import LDAP

/// What has been found out about the entries that others name: LDAP names them by DN, SCIM by id.
public struct References: Sendable, Hashable {
    /// The names of the entries with these ids.
    public var dnByID: [String: LDAP.DistinguishedName]
    /// The ids of the entries with these names.
    public var idByDN: [LDAP.DistinguishedName: String]

    /// Creates references.
    public init(dnByID: [String: LDAP.DistinguishedName] = [:], idByDN: [LDAP.DistinguishedName: String] = [:]) {
        self.dnByID = dnByID
        self.idByDN = idByDN
    }

    /// Returns the name of the entry with an id.
    ///
    /// Entra: ids that are UUIDs may come in capitals.
    func name(ofID id: String) -> LDAP.DistinguishedName? {
        self.dnByID[id] ?? self.dnByID[id.lowercased()]
    }
}

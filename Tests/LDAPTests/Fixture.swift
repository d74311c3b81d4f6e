import Foundation
import LDAP

/// Files beside the tests.
enum Fixture {
    /// The schema of slapd 2.6 with core, cosine, inetorgperson, nis and the ppolicy overlay.
    static func schema() throws -> Schema {
        try Schema(subschema: self.subschema())
    }

    /// The entry `cn=Subschema` as slapd 2.6 returned it.
    static func subschema() throws -> Entry {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/openldap-subschema.ldif")
        guard case .add(let entry)? = try Entry.parseLDIF(String(contentsOf: file, encoding: .utf8)).first else {
            throw LDAPError(.decodingError, diagnostic: "the fixture holds no entry")
        }
        return entry
    }
}

import Foundation
import LDAP

extension Schema {
    /// What slapd 2.6 says of the schemas core, cosine, inetorgperson and nis, with the overlays ppolicy and memberof.
    ///
    /// It knows no attribute where the file of the LDAP tests cannot be read.
    public static let openLDAP: Schema = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "LDAPTests/Fixtures/openldap-subschema.ldif")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            case .add(let entry)? = try? Entry.parseLDIF(text).first, let schema = try? Schema(subschema: entry)
        else { return Schema(attributeTypes: [], objectClasses: []) }
        return schema
    }()
}

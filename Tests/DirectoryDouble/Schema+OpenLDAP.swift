import Foundation
import LDAP

extension Schema {
    /// What slapd 2.6 says of the schemas core, cosine, inetorgperson and nis, with the overlays ppolicy, memberof, unique and refint.
    ///
    /// It knows no attribute where the file of the LDAP tests cannot be read.
    public static let openLDAP: Schema = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "LDAPTests/Fixtures/openldap-subschema.ldif")
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            case .add(var entry)? = try? Entry.parseLDIF(text).first
        else { return Schema(attributeTypes: [], objectClasses: []) }
        entry["attributeTypes"] += Self.settings
        return (try? Schema(subschema: entry)) ?? Schema(attributeTypes: [], objectClasses: [])
    }()

    /// What the overlays unique and refint are set up by.
    private static let settings: [AttributeValue] = ["olcUniqueURI", "olcRefintAttribute"].enumerated().map {
        index, name in
        AttributeValue(
            "( 1.3.6.1.4.1.4203.1.12.2.3.3.10.\(90 + index) NAME '\(name)' EQUALITY caseIgnoreMatch "
                + "SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )")
    }

    /// The schema without an attribute.
    public func without(_ attribute: AttributeDescription) -> Schema {
        Schema(
            attributeTypes: self.attributeTypes.filter { !$0.names.contains(attribute.name) },
            objectClasses: self.objectClasses)
    }
}

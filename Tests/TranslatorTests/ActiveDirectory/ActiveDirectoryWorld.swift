import Directories
import LDAP
import SCIM

@testable import Translator

/// People as Active Directory has them, on a server that says what Samba 4.17 says of its schema.
struct ActiveDirectoryWorld {
    static let base = DistinguishedName(server: "OU=people,DC=acme")
    static let trash = DistinguishedName(server: "OU=leavers,DC=acme")
    static let guid = AttributeValue(bytes: (0..<16).map { UInt8($0) })

    var mapping: Mapping

    init(_ change: (inout Mapping) -> Void = { _ in }) {
        self.mapping = Mapping.activeDirectoryUser(base: Self.base)
        self.mapping.deletion = .trash(base: Self.trash)
        change(&self.mapping)
    }

    var bound: BoundMapping { BoundMapping(mapping: self.mapping, dialect: .sambaAD, schema: Self.schema) }
    var planner: Planner { Planner(self.bound, trashBases: [Self.trash]) }

    func resource(_ body: String) throws -> Resource {
        try Resource(decoding: try JSONReader.read(body.utf8), as: self.mapping.resourceType)
    }

    func create(_ body: String) throws -> Plan {
        try self.planner.create(try self.planner.places.placed(try self.resource(body)), references: References())
    }

    /// Plans the operations of a PATCH.
    func patch(_ entry: Entry, _ operations: String) throws -> Plan {
        let patch = try Patch(
            decoding: try JSONReader.read(#"{"Operations":\#(operations)}"#.utf8), extensions: [.enterpriseUser])
        let current = EntryProjector(self.bound).resource(from: entry, references: References())
        let revision = try current.applying(
            try self.planner.places.placed(patch), of: self.mapping.resourceType, unloaded: [],
            places: self.planner.places)
        return try self.planner.update(entry, current: current, revision: revision, references: References())
    }

    /// Bob, with these flags.
    static func bob(_ flags: AttributeValue, below parent: DistinguishedName = Self.base, cn: AttributeValue = "Bob")
        -> Entry
    {
        var entry = Entry(dn: parent.appending(RelativeDistinguishedName("CN", cn)))
        entry["objectClass"] = ["top", "person", "organizationalPerson", "user"]
        entry["cn"] = [cn]
        entry["userPrincipalName"] = ["bob@acme.example"]
        entry["mail"] = ["bob@acme.example"]
        entry["userAccountControl"] = [flags]
        entry["objectGUID"] = [Self.guid]
        entry["uSNChanged"] = ["7"]
        return entry
    }

    static let schema: LDAP.Schema = {
        var entry = Entry(dn: DistinguishedName(server: "CN=Aggregate,CN=Schema,CN=Configuration,DC=acme"))
        let texts: [(String, String, Bool)] = [
            ("2.5.4.3", "cn", true), ("2.5.4.4", "sn", true), ("2.5.4.42", "givenName", true),
            ("2.5.4.12", "title", true),
            ("1.2.840.113556.1.4.656", "userPrincipalName", true), ("0.9.2342.19200300.100.1.3", "mail", true),
            ("1.2.840.113556.1.2.146", "company", true), ("1.2.840.113556.1.2.141", "department", true),
            ("1.3.6.1.4.1.250.1.57", "labeledURI", false), ("1.2.840.113556.1.4.221", "sAMAccountName", true),
        ]
        let syntax = "1.3.6.1.4.1.1466.115.121.1."
        entry["attributeTypes"] =
            texts.map { oid, name, isSingle in
                AttributeValue("( \(oid) NAME '\(name)' SYNTAX '\(syntax)15' \(isSingle ? "SINGLE-VALUE " : ""))")
            } + [
                "( 2.5.4.0 NAME 'objectClass' SYNTAX '1.3.6.1.4.1.1466.115.121.1.38' NO-USER-MODIFICATION )",
                "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX '1.3.6.1.4.1.1466.115.121.1.27' SINGLE-VALUE )",
                "( 1.2.840.113556.1.4.90 NAME 'unicodePwd' SYNTAX '1.3.6.1.4.1.1466.115.121.1.40' SINGLE-VALUE )",
                "( 1.2.840.113556.1.4.2 NAME 'objectGUID' SYNTAX '1.3.6.1.4.1.1466.115.121.1.40' SINGLE-VALUE )",
                "( 1.2.840.113556.1.4.782 NAME 'objectCategory' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' SINGLE-VALUE )",
                "( 1.2.840.113556.1.2.120 NAME 'uSNChanged' SYNTAX '1.2.840.113556.1.4.906' SINGLE-VALUE )",
                "( 1.2.840.113556.1.2.2 NAME 'whenCreated' SYNTAX '1.3.6.1.4.1.1466.115.121.1.24' SINGLE-VALUE )",
                "( 1.2.840.113556.1.2.19 NAME 'uSNCreated' SYNTAX '1.2.840.113556.1.4.906' SINGLE-VALUE )",
            ]
        entry["objectClasses"] = [
            "( 2.5.6.0 NAME 'top' ABSTRACT MUST (objectClass $ objectCategory $ nTSecurityDescriptor $ instanceType ) )",
            "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST (cn ) MAY (sn ) )",
            "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY (title $ givenName $ mail $ company $ department ) )",
            "( 1.2.840.113556.1.5.9 NAME 'user' SUP organizationalPerson STRUCTURAL MAY (userPrincipalName $ userAccountControl $ labeledURI $ unicodePwd ) )",
            "( 1.2.840.113556.1.3.30 NAME 'computer' SUP user STRUCTURAL )",
        ]
        entry["dITContentRules"] = [
            "( 1.2.840.113556.1.5.9 NAME 'user' AUX ( securityPrincipal ) MUST (sAMAccountName $ objectSid $ cn ) )"
        ]
        return (try? Dialect.sambaAD.schema(in: entry)) ?? LDAP.Schema(attributeTypes: [], objectClasses: [])
    }()
}

import LDAP

extension FuzzTarget {
    static let ldapFilter = FuzzTarget(
        "ldap-filter",
        seeds: [
            #"(&(objectClass=person)(|(cn=a*b*c)(!(mail=*)))(uid>=x)(uid<=y)(cn~=z))"#,
            #"(cn:dn:2.5.13.5:=\2a\28\00\ff)"#, "(:caseExactMatch:=x)", "(&)", "(| (cn= x )( sn;lang-de=y))",
        ],
        tokens: ["(", ")", "(&", "(|", "(!", "*", "\\", "\\2a", ":=", ":dn:", ">=", "=", ";lang-de", "1.2.3", "\u{0}"]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let filter = try LDAP.Filter(parsing: text)
            let printed = try? LDAP.Filter(parsing: filter.description)
            try require(printed == filter, "printed otherwise: \(filter)")
        } catch let error as LDAPError {
            try requireOffset(error.diagnostic, after: "at offset ", within: text.utf8.count)
        }
    }

    static let distinguishedName = FuzzTarget(
        "dn",
        seeds: [
            #"uid=boss\2C the first+cn=\23x\ ,ou=Z\C3\BCrich,dc=acme,dc=example"#, "", "1.3.6.1=#04024869,o=x",
            #"cn=a\"b\\c\<d\>e\;f\=g\+h , dc = x"#,
        ],
        tokens: [",", "+", "=", "\\", "\\,", "\\2C", "#", "#04", "\"", ";", " ", "1.2.3", "cn=", "\u{0}", "\\ "]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let name = try DistinguishedName(parsing: text)
            let printed = DistinguishedName(name.relativeNames)
            try require(printed == name, "printed otherwise: \(printed)")
            try require(
                (try? DistinguishedName(parsing: printed.description))?.description == printed.description
                    && DistinguishedName(printed.relativeNames).description == printed.description,
                "not in its own form: \(printed)")
            try require(name.hashValue == printed.hashValue, "hashed otherwise: \(printed)")
            guard let leaf = name.leaf, let parent = name.parent else { return }
            try require(parent.appending(leaf) == name, "leaf and parent make another name: \(name)")
            try require(name.isWithin(parent) && !parent.isWithin(name), "not below its parent: \(name)")
        } catch let error as LDAPError {
            try requireOffset(error.diagnostic, after: "at offset ", within: text.utf8.count)
        }
    }

    static let ldif = FuzzTarget(
        "ldif",
        seeds: [
            "version: 1\n\ndn: uid=a,dc=x\nobjectClass: person\ncn:: w6Q=\nsn: b\n c\n# comment\n more\n",
            "dn:: dWlkPcOkLGRjPXg=\nchangetype: modify\nreplace: title\ntitle: x\n-\ndelete: mail\n-\nadd: o\no: y\no: z\n-\n",
            "dn: uid=a,dc=x\nchangetype: modrdn\nnewrdn: uid=b\ndeleteoldrdn: 1\nnewsuperior: dc=y\n\ndn: dc=z\nchangetype: delete\n",
        ],
        tokens: [
            "\n", "\r\n", "\n ", ": ", ":: ", ":< file:///x", "-\n", "dn: ", "changetype: modify\n", "add: ", "#",
            "====",
            "version: 1\n", "increment: n\n", "control: 1.2\n",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let changes = try LDAP.Entry.parseLDIF(text)
            let printed = changes.map { $0.ldif(secrets: []) }.joined(separator: "\n")
            let again: [Change]
            do {
                again = try LDAP.Entry.parseLDIF(printed)
            } catch {
                throw Violation("\(error) in what was printed: \(printed)")
            }
            try require(again == changes, "printed otherwise: \(printed)")
        } catch let error as LDAPError {
            try require(!error.diagnostic.isEmpty, "no diagnostic")
        }
    }

    /// The attributes of an entry as a message has them: of one that is cut off nothing is read that the whole does not hold.
    static let attributeList = FuzzTarget(
        "attribute-list",
        seeds: [
            "0\u{14}\u{4}\u{3}uid1\u{D}\u{4}\u{3}ada\u{4}\u{6}Byron!0\u{8}\u{4}\u{4}mail1\u{0}",
            "0\u{B}\u{4}\u{2}cn1\u{5}\u{4}\u{3}a;b",
        ],
        tokens: ["0", "1", "\u{4}", "\u{0}", "\u{7F}", "cn", "0\u{7}\u{4}\u{1}a1\u{2}\u{4}\u{0}"]
    ) { bytes in
        var names = AttributeNames()
        guard let whole = try? AttributeListReader.attributes(in: bytes, knowing: &names) else { return }
        let size = whole.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.bytes.count } }
        try require(size <= bytes.count, "values of \(size) bytes in \(bytes)")
        for count in 0..<min(bytes.count, 64) {
            let part = try? AttributeListReader.attributes(in: Array(bytes.prefix(count)), knowing: &names)
            try require(whole.starts(with: part ?? []), "\(count) of \(bytes) hold \(part ?? [])")
        }
    }

    static let schema = FuzzTarget(
        "schema",
        seeds: [
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} )",
            "( 2.5.4.41 NAME 'name' SUP cn X-ORIGIN 'RFC 4519' SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
            "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ description ) )",
        ],
        tokens: ["(", ")", "'", "$", " SUP ", " NAME ", " MUST (", "{64}", "'\\27'", "top", "cn", " X-Y "]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { AttributeValue(String($0)) }
        let entry = LDAP.Entry(
            dn: DistinguishedName(server: "cn=Subschema"),
            attributes: [
                LDAP.Attribute("attributeTypes", values: lines), LDAP.Attribute("objectClasses", values: lines),
            ])
        guard let schema = try? LDAP.Schema(subschema: entry) else { return }
        for type in schema.attributeTypes { _ = schema.attributeType(AttributeDescription(stringLiteral: type.oid)) }
        for kind in schema.objectClasses { _ = schema.required(by: [kind.oid]) + schema.allowed(by: [kind.oid]) }
    }
}

import LDAP

/// A person of the sample tree, made up from a number.
struct SamplePerson {
    private let number: Int
    private let tree: SampleTree
    private let name: SampleName

    init(_ number: Int, in tree: SampleTree) {
        self.number = number
        self.tree = tree
        self.name = SampleName(number)
    }

    /// The person's entry, as the kind of directory has people.
    var entry: Entry {
        self.tree.directory == .sambaAD
            ? SampleAccount(self.person, name: self.name, number: self.number).entry : self.person
    }

    private var person: Entry {
        var entry = Entry(dn: self.dn)
        entry["objectClass"] = ["inetOrgPerson"] + (self.hasAccount ? ["posixAccount"] : [])
        entry["uid"] = [AttributeValue(self.name.uid)]
        entry["cn"] = self.commonNames
        entry["sn"] = [AttributeValue(self.name.surname)]
        entry["givenName"] = [AttributeValue(self.name.given)]
        entry["mail"] = self.mails
        entry["title"] = [AttributeValue(Self.pick(Self.titles, self.number / 7))]
        entry["o"] = ["Acme"]
        entry["departmentNumber"] = [AttributeValue(Self.pick(Self.departments, self.number / 3))]
        // These are the numbers of the personnel department, not ours to overwrite.
        entry["employeeNumber"] = [AttributeValue("HR-\(700_000 + self.number)")]
        entry["telephoneNumber"] = self.telephoneNumbers
        self.addAccount(to: &entry)
        self.addWhatNobodyMaps(to: &entry)
        return entry
    }

    /// The name of the entry; an older generation of entries is named by `cn`.
    var dn: DistinguishedName {
        let unit = RelativeDistinguishedName("ou", AttributeValue(Self.pick(SampleTree.unitNames, self.number)))
        let leaf =
            self.isNamedByCommonName || self.tree.directory == .sambaAD
            ? RelativeDistinguishedName("cn", AttributeValue(self.name.index))
            : RelativeDistinguishedName("uid", AttributeValue(self.name.uid))
        return self.tree.branch("people").appending(unit).appending(leaf)
    }

    private func addAccount(to entry: inout Entry) {
        if self.hasAccount {
            entry["uidNumber"] = [AttributeValue("\(10_000 + self.number)")]
            entry["gidNumber"] = ["100"]
            entry["homeDirectory"] = [AttributeValue("/home/\(self.name.uid)")]
            entry["loginShell"] = ["/bin/bash"]
        }
        if self.number % 23 == 5 {
            let (lock, locked) = self.tree.directory.lock
            entry[lock] = [locked]
        }
        let groups = SampleGroup.staff.filter { $0.holds(self.number) }
        entry["memberOf"] = groups.map { AttributeValue(SampleGroup.dn(of: $0.name, in: self.tree).description) }[...]
        if self.tree.directory == .ds389, !groups.isEmpty { entry["objectClass"] += ["nsMemberOf"] }
    }

    private func addWhatNobodyMaps(to entry: inout Entry) {
        entry["roomNumber"] = [AttributeValue("\(self.number % 6).\(100 + self.number % 40)")]
        if self.number % 6 == 1 {
            entry["carLicense"] = [AttributeValue("B-AC \(100 + self.number)")]
        }
        if self.number % 5 == 3 {
            entry["description"] = ["Migré depuis l'ancien annuaire en 2011; ne pas modifier"]
        }
        if self.number % 17 == 3 {
            entry["labeledURI"] = [AttributeValue("https://people.acme.example/~\(self.name.uid) Home page")]
        }
        if self.number % 10 == 4 {
            entry["jpegPhoto"] = [Self.photo]
        }
        if self.number % 10 != 0 {
            entry["manager"] = [AttributeValue(SamplePerson(self.number / 10 * 10, in: self.tree).dn.description)]
        }
    }

    private var hasAccount: Bool { self.number % 3 == 0 }

    private var isNamedByCommonName: Bool { self.number % 25 == 12 }

    private var commonNames: Attribute.Values {
        let full = AttributeValue("\(self.name.given) \(self.name.surname)")
        return self.isNamedByCommonName ? [AttributeValue(self.name.index), full] : [full]
    }

    private var mails: Attribute.Values {
        guard self.number % 4 == 1 else {
            return [AttributeValue(self.name.uid + "@acme.example")]
        }
        let words = self.name.uid.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return [
            AttributeValue(words.joined(separator: ".") + "@Acme.Example"),
            AttributeValue(words.reversed().joined(separator: "_") + "@old-acme.example"),
            AttributeValue("P\(700_000 + self.number)@MAIL.acme.example"),
        ]
    }

    private var telephoneNumbers: Attribute.Values {
        let line = "\(1_000 + self.number % 9_000)"
        return [AttributeValue("+49 30 5550-\(line)"), AttributeValue("+41 44 555 \(line)")].dropLast(self.number % 2)
    }

    private static func pick<Element>(_ elements: [Element], _ number: Int) -> Element {
        elements[number % elements.count]
    }

    private static let titles = [
        "Engineer", "Senior Engineer", "Buchhalter/in", "Account Manager", "Ingénieur d'études",
    ]
    private static let departments = ["Research & Development", "Finance", "Sales", "Facilities", "Sécurité"]

    /// One grey pixel.
    private static let photo: AttributeValue = {
        let head: [UInt8] = [0xff, 0xd8, 0xff, 0xdb, 0x00, 0x43, 0x00] + [UInt8](repeating: 0x01, count: 64)
        let frame: [UInt8] = [0xff, 0xc2, 0x00, 0x0b, 0x08, 0x00, 0x01, 0x00, 0x01, 0x01, 0x01, 0x11, 0x00]
        let table: [UInt8] = [0xff, 0xc4, 0x00, 0x14, 0x00, 0x01] + [UInt8](repeating: 0x00, count: 15) + [0x03]
        let scan: [UInt8] = [0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x01, 0x3f, 0xff, 0xd9]
        return AttributeValue(bytes: head + frame + table + scan)
    }()
}

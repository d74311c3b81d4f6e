import LDAP

extension SampleTree {
    /// The entry of one person.
    func person(_ number: Int) -> Entry {
        let name = SampleName(number)
        var entry = Entry(dn: self.dn(ofPerson: number))
        entry["objectClass"] = ["inetOrgPerson"] + (Self.hasAccount(number) ? ["posixAccount"] : [])
        entry["uid"] = [AttributeValue(name.uid)]
        entry["cn"] = Self.commonNames(number, name)
        entry["sn"] = [AttributeValue(name.surname)]
        entry["givenName"] = [AttributeValue(name.given)]
        entry["mail"] = Self.mails(number, name)
        entry["title"] = [AttributeValue(Self.pick(Self.titles, number / 7))]
        entry["o"] = ["Acme"]
        entry["departmentNumber"] = [AttributeValue(Self.pick(Self.departments, number / 3))]
        // These are the numbers of the personnel department, not ours to overwrite.
        entry["employeeNumber"] = [AttributeValue("HR-\(700_000 + number)")]
        entry["telephoneNumber"] = Self.telephoneNumbers(number)
        self.addAccount(number, name, to: &entry)
        self.addWhatNobodyMaps(number, name, to: &entry)
        return entry
    }

    /// The name of one person's entry; an older generation of entries is named by `cn`.
    func dn(ofPerson number: Int) -> DistinguishedName {
        let name = SampleName(number)
        let unit = RelativeDistinguishedName("ou", AttributeValue(Self.pick(Self.unitNames, number)))
        let leaf =
            Self.isNamedByCommonName(number)
            ? RelativeDistinguishedName("cn", AttributeValue(name.index))
            : RelativeDistinguishedName("uid", AttributeValue(name.uid))
        return self.branch("people").appending(unit).appending(leaf)
    }

    private func addAccount(_ number: Int, _ name: SampleName, to entry: inout Entry) {
        if Self.hasAccount(number) {
            entry["uidNumber"] = [AttributeValue("\(10_000 + number)")]
            entry["gidNumber"] = ["100"]
            entry["homeDirectory"] = [AttributeValue("/home/\(name.uid)")]
            entry["loginShell"] = ["/bin/bash"]
        }
        if number % 23 == 5 {
            entry["pwdAccountLockedTime"] = ["000001010000Z"]
        }
        entry["memberOf"] = self.groupNames(ofPerson: number).map { AttributeValue($0.description) }
    }

    private func addWhatNobodyMaps(_ number: Int, _ name: SampleName, to entry: inout Entry) {
        entry["roomNumber"] = [AttributeValue("\(number % 6).\(100 + number % 40)")]
        if number % 6 == 1 {
            entry["carLicense"] = [AttributeValue("B-AC \(100 + number)")]
        }
        if number % 5 == 3 {
            entry["description"] = ["Migré depuis l'ancien annuaire en 2011; ne pas modifier"]
        }
        if number % 17 == 3 {
            entry["labeledURI"] = [AttributeValue("https://people.acme.example/~\(name.uid) Home page")]
        }
        if number % 10 == 4 {
            entry["jpegPhoto"] = [Self.photo]
        }
        if number % 10 != 0 {
            entry["manager"] = [AttributeValue(self.dn(ofPerson: number / 10 * 10).description)]
        }
    }

    private static func hasAccount(_ number: Int) -> Bool { number % 3 == 0 }

    private static func isNamedByCommonName(_ number: Int) -> Bool { number % 25 == 12 }

    private static func commonNames(_ number: Int, _ name: SampleName) -> [AttributeValue] {
        let full = AttributeValue("\(name.given) \(name.surname)")
        return self.isNamedByCommonName(number) ? [AttributeValue(name.index), full] : [full]
    }

    private static func mails(_ number: Int, _ name: SampleName) -> [AttributeValue] {
        guard number % 4 == 1 else {
            return [AttributeValue(name.uid + "@acme.example")]
        }
        let words = name.uid.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return [
            AttributeValue(words.joined(separator: ".") + "@Acme.Example"),
            AttributeValue(words.reversed().joined(separator: "_") + "@old-acme.example"),
            AttributeValue("P\(700_000 + number)@MAIL.acme.example"),
        ]
    }

    private static func telephoneNumbers(_ number: Int) -> [AttributeValue] {
        let line = "\(1_000 + number % 9_000)"
        return [AttributeValue("+49 30 5550-\(line)"), AttributeValue("+41 44 555 \(line)")].dropLast(number % 2)
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

import LDAP

/// A directory that has grown for years, made up from numbers: the same for the same size, always.
///
/// Nothing is kept in memory: an entry is a function of its number.
struct SampleTree: Sendable {
    let suffix: String
    /// How many people there are below `ou=people`.
    let people: Int
    /// The kind of directory that it is for.
    var directory = DemoDirectory.openLDAP

    /// Everything below the standard branches as LDIF.
    ///
    /// - Throws: a cancellation.
    func ldif() throws -> String {
        var text = ""
        try self.write { text += $0 }
        return text
    }

    /// Writes everything below the standard branches as LDIF, in pieces.
    ///
    /// - Throws: what `write` throws, or a cancellation.
    func write(_ write: (String) throws -> Void) throws {
        try write(self.units.map(\.ldif).joined())
        var piece = ""
        for number in 0..<self.people {
            piece += self.record(number)
            if piece.utf8.count > 1 << 16 {
                try Task.checkCancellation()
                try write(piece)
                piece = ""
            }
        }
        try write(piece)
        try write((self.leavers + self.groups).map(\.ldif).joined())
    }

    /// A filter that finds somebody in every tree.
    var exampleFilter: String {
        self.directory == .sambaAD ? "(userPrincipalName=anna.schmidt@acme.example)" : "(uid=anna.schmidt)"
    }

    private func record(_ number: Int) -> String {
        let entry = SamplePerson(number, in: self).entry
        // A domain takes passwords only by ways of its own.
        return self.directory == .sambaAD ? entry.ldif : entry.description + "userPassword: \(Self.password)\n\n"
    }

    /// Everybody's password, `winter-2019`, hashed as it was done then.
    private static let password = "{SSHA}ymvhI0Km4VyZ9e0DWz5fOYaheRFsZWdhY3k="

    static let unitNames = ["berlin", "zürich", "Sales, EMEA", "london", "shared services"]

    func branch(_ name: String) -> DistinguishedName {
        DistinguishedName(server: "ou=\(name),\(self.suffix)")
    }

    private var units: [Entry] {
        Self.unitNames.map { name in
            Entry(
                dn: self.branch("people").appending(RelativeDistinguishedName("ou", AttributeValue(name))),
                attributes: [
                    Attribute("objectClass", values: ["organizationalUnit"]),
                    Attribute("ou", values: [AttributeValue(name)]),
                ]
            )
        }
    }

    /// The groups, and a POSIX group of the kind that older machines read.
    private var groups: [Entry] {
        let posix = Entry(
            dn: SampleGroup.dn(of: "users", in: self),
            attributes: [
                Attribute("objectClass", values: ["posixGroup"]),
                Attribute("cn", values: ["users"]),
                Attribute("gidNumber", values: ["100"]),
            ]
        )
        let staff = self.people == 0 ? [] : SampleGroup.staff.map { $0.entry(in: self) }
        return self.directory == .sambaAD ? staff : staff + [posix]
    }

    /// People who left before anybody thought of a bridge.
    private var leavers: [Entry] {
        ["hilde.vogt", "tom.archer", "ines.pardo"].map { uid in
            let surname = uid.split(separator: ".").last.map(String.init)?.capitalized ?? uid
            if self.directory == .sambaAD { return SampleAccount.leaver(uid, surname, in: self) }
            let (lock, locked) = self.directory.lock
            return Entry(
                dn: self.branch("leavers").appending(RelativeDistinguishedName("uid", AttributeValue(uid))),
                attributes: [
                    Attribute("objectClass", values: ["inetOrgPerson"]),
                    Attribute("uid", values: [AttributeValue(uid)]),
                    Attribute("cn", values: [AttributeValue(surname)]),
                    Attribute("sn", values: [AttributeValue(surname)]),
                    Attribute("description", values: ["left in 2017"]),
                    Attribute(lock, values: [locked]),
                ]
            )
        }
    }
}

extension Entry {
    /// The record with the empty line that ends it.
    fileprivate var ldif: String { self.description + "\n" }
}

extension String {
    fileprivate var capitalized: String { self.prefix(1).uppercased() + self.dropFirst() }
}

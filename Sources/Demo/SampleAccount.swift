import LDAP

/// A person of the sample tree as an account of an Active Directory domain.
struct SampleAccount {
    private let person: Entry
    private let name: SampleName
    private let number: Int

    /// The account of somebody whose `inetOrgPerson` this is.
    init(_ person: Entry, name: SampleName, number: Int) {
        self.person = person
        self.name = name
        self.number = number
    }

    /// What a domain calls the attributes of `inetOrgPerson`, with one value each.
    private static let attributes: KeyValuePairs<AttributeDescription, AttributeDescription> = [
        "sn": "sn", "givenName": "givenName", "mail": "mail", "title": "title", "o": "company",
        "departmentNumber": "department", "employeeNumber": "employeeNumber", "telephoneNumber": "telephoneNumber",
        "roomNumber": "physicalDeliveryOfficeName", "description": "description", "labeledURI": "labeledURI",
        "manager": "manager", "userAccountControl": "userAccountControl",
    ]

    /// The account's entry.
    var entry: Entry {
        var entry = Self.account(self.person.dn, named: self.name.uid)
        entry["cn"] = [AttributeValue(self.name.index)]
        entry["displayName"] = [AttributeValue("\(self.name.given) \(self.name.surname)")]
        entry["sAMAccountName"] = [AttributeValue("P\(700_000 + self.number)")]
        for (attribute, called) in Self.attributes {
            if let value = self.person[attribute].first { entry[called] = [value] }
        }
        return entry
    }

    /// Somebody who left before anybody thought of a bridge.
    static func leaver(_ uid: String, _ surname: String, in tree: SampleTree) -> Entry {
        let leaf = RelativeDistinguishedName("cn", AttributeValue(uid))
        var entry = Self.account(tree.branch("leavers").appending(leaf), named: uid)
        entry["cn"] = [AttributeValue(uid)]
        entry["sn"] = [AttributeValue(surname)]
        entry["description"] = ["left in 2017"]
        let (lock, locked) = tree.directory.lock
        entry[lock] = [locked]
        return entry
    }

    private static func account(_ dn: DistinguishedName, named uid: String) -> Entry {
        var entry = Entry(dn: dn)
        entry["objectClass"] = ["user"]
        entry["userPrincipalName"] = [AttributeValue("\(uid)@acme.example")]
        entry["userAccountControl"] = ["512"]
        return entry
    }
}

extension DemoDirectory {
    /// What a locked account has.
    var lock: (attribute: AttributeDescription, value: AttributeValue) {
        switch self {
        case .openLDAP: ("pwdAccountLockedTime", "000001010000Z")
        case .ds389: ("nsAccountLock", "TRUE")
        case .sambaAD: ("userAccountControl", "514")
        }
    }
}

import LDAP
import Testing

@Suite("LDIF")
struct LDIFTests {
    static let name = DistinguishedName(server: "uid=ada,ou=people,dc=x")

    static let changes: [(Change, String)] = [
        (
            .add(
                Entry(
                    dn: Self.name,
                    attributes: [
                        Attribute("objectClass", values: ["top", "person"]),
                        Attribute("cn", values: ["Zoë", " x", "x ", ":", "<", ""]),
                        Attribute("jpegPhoto;binary", values: [AttributeValue(bytes: [0, 255, 10])]),
                    ])),
            """
            dn: uid=ada,ou=people,dc=x
            changetype: add
            objectClass: top
            objectClass: person
            cn:: Wm/Dqw==
            cn:: IHg=
            cn:: eCA=
            cn:: Og==
            cn:: PA==
            cn:
            jpegPhoto;binary:: AP8K

            """
        ),
        (
            .modify(
                Self.name,
                [
                    Modification(.delete, "mail", ["a@x"]), Modification(.add, "mail", ["b@x", "c@x"]),
                    Modification(.replace, "title"), Modification(.increment, "uidNumber", ["1"]),
                ]),
            """
            dn: uid=ada,ou=people,dc=x
            changetype: modify
            delete: mail
            mail: a@x
            -
            add: mail
            mail: b@x
            mail: c@x
            -
            replace: title
            -
            increment: uidNumber
            uidNumber: 1
            -

            """
        ),
        (
            .rename(
                Self.name, to: RelativeDistinguishedName("uid", "a,b"),
                superior: DistinguishedName(server: "ou=gone,dc=x")),
            """
            dn: uid=ada,ou=people,dc=x
            changetype: modrdn
            newrdn: uid=a\\,b
            deleteoldrdn: 1
            newsuperior: ou=gone,dc=x

            """
        ),
        (
            .rename(Self.name, to: RelativeDistinguishedName("uid", "b"), deleteOld: false),
            """
            dn: uid=ada,ou=people,dc=x
            changetype: modrdn
            newrdn: uid=b
            deleteoldrdn: 0

            """
        ),
        (
            .delete(DistinguishedName(server: "cn=Zoë")),
            """
            dn:: Y249Wm/Dqw==
            changetype: delete

            """
        ),
    ]

    @Test(arguments: Self.changes)
    func printsAndParses(change: Change, text: String) throws {
        #expect(change.description == text)
        #expect(try Entry.parseLDIF(text) == [change])
    }

    @Test func parsesSeveralRecords() throws {
        let text = "version: 1\n\n" + Self.changes.map(\.1).joined(separator: "\n")
        #expect(try Entry.parseLDIF(text) == Self.changes.map(\.0))
        #expect(
            try Entry.parseLDIF(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
                == Self.changes.map(\.0))
    }

    @Test func masksSecrets() {
        let change = Change.modify(
            Self.name,
            [Modification(.replace, "USERPASSWORD", ["hunter2"]), Modification(.add, "userPassword;x", ["hunter3"])])
        #expect(!change.description.contains("hunter") && !change.description.contains("aHVudGVy"))
        #expect(change.description.contains("USERPASSWORD: ********\n-"))
        #expect(change.ldif(secrets: []).contains("hunter2"))
        let entry = Entry(dn: Self.name, attributes: [Attribute("unicodePwd", values: ["hunter2"])])
        #expect(entry.description == "dn: uid=ada,ou=people,dc=x\nunicodePwd: ********\n")
    }

    /// Lengths around the places where lines are folded, in plain text and in base64.
    @Test(arguments: [0, 1, 2, 3, 60, 61, 62, 63, 64, 75, 76, 77, 150, 151, 152, 1000], [UInt8(0x61), 0xff])
    func foldsLongLines(count: Int, byte: UInt8) throws {
        let value = AttributeValue(bytes: [UInt8](repeating: byte, count: count))
        let change = Change.add(Entry(dn: Self.name, attributes: [Attribute("description", values: [value])]))
        #expect(change.description.split(separator: "\n").allSatisfy { $0.utf8.count <= 76 })
        #expect(try Entry.parseLDIF(change.description) == [change])
    }

    /// Every byte at every place among eight, sixteen and a few, which are looked at together.
    @Test(arguments: [1, 2, 7, 8, 9, 16, 17])
    func encodesExactlyWhatIsNotSafe(count: Int) {
        for place in 0..<count {
            let wrong = (UInt8.min...UInt8.max).filter { byte in
                var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
                bytes[place] = byte
                var writer = LDIFWriter()
                writer.write("x", AttributeValue(bytes: bytes))
                let isUnsafe =
                    byte == 0 || byte > 127 || "\n\r".utf8.contains(byte)
                    || place == 0 && " :<".utf8.contains(byte) || place == count - 1 && byte == UInt8(ascii: " ")
                return String(decoding: writer.bytes, as: UTF8.self).hasPrefix("x:: ") != isUnsafe
            }
            #expect(wrong.isEmpty, "at \(place)")
        }
    }

    /// The first two examples of RFC 2849, shortened, with comments and continuations.
    @Test func parsesContentRecords() throws {
        let text = """
            version: 1
            # a comment
              that goes on
            dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com
            objectclass: top
            cn: Barbara Jensen
            # another
            sn: Jensen
            cn: Babs Jensen
            description:Babs is a big sailing fan, and travels extensively in sea
             rch of perfect sailing conditions.


            dn:: b3U95Za25qWt6YOoLG89QWlyaXVz
            ou;lang-ja:: 5Za25qWt6YOo
            description:
            """
        let changes = try Entry.parseLDIF(text)
        #expect(changes.count == 2)
        guard case .add(let babs) = changes[0], case .add(let sales) = changes[1] else {
            Issue.record("not two entries")
            return
        }
        #expect(babs["cn"] == ["Barbara Jensen", "Babs Jensen"])
        #expect(
            babs["description"]
                == ["Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions."])
        #expect(sales.dn.description == "ou=営業部,o=Airius" && sales["ou;lang-ja"] == ["営業部"])
        #expect(sales["description"] == [""])
    }

    @Test(arguments: [
        ("cn: a", 1), ("dn: junk", 1), ("dn: cn=a\ncn a", 2), ("dn: cn=a\ncn:: !", 2), ("dn: cn=a\ncn:< file:///x", 2),
        ("dn: cn=a\nc n: x", 2), ("dn: cn=a\ncontrol: 1.2\nchangetype: delete", 2), ("dn: cn=a\nchangetype: x", 2),
        ("dn: cn=a\nchangetype: modify\nmail: x", 3), ("dn: cn=a\nchangetype: modify\nadd: mail\ncn: x\n-", 4),
        ("dn: cn=a\nchangetype: delete\ncn: x", 3), ("dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 2", 4),
        ("dn: cn=a\n\n cn: x", 3), ("dn: cn=a\nchangetype: modrdn\nnewrdn: ", 3), ("dn: cn=a\ncn:: YQ=", 2),
    ])
    func refuses(text: String, line: Int) throws {
        let error = try #require(throws: LDAPError.self) { try Entry.parseLDIF(text) }
        #expect(error.code == .decodingError)
        #expect(error.diagnostic.hasPrefix("LDIF line \(line):"), "\(error)")
    }

    @Test func knowsNamesBeforeAndAfter() {
        #expect(Self.changes.dropLast().allSatisfy { $0.0.target == Self.name })
        #expect(
            Self.changes.map { $0.0.resultingName?.description } == [
                "uid=ada,ou=people,dc=x", "uid=ada,ou=people,dc=x", "uid=a\\,b,ou=gone,dc=x", "uid=b,ou=people,dc=x",
                nil,
            ])
    }
}

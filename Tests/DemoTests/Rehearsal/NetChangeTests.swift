import LDAP
import Testing

@testable import Demo

@Suite struct NetChangeTests {
    static let schema = Schema(
        attributeTypes: [
            AttributeType(oid: "1.1", names: ["uid"], equality: .caseIgnore),
            AttributeType(oid: "1.2", names: ["mail"], equality: .caseIgnore),
            AttributeType(oid: "1.3", names: ["jpegPhoto"]),
            AttributeType(oid: "1.4", names: ["userPassword"], equality: .octetString),
            AttributeType(oid: "1.5", names: ["member"], equality: .distinguishedName),
        ], objectClasses: [])

    static func ada(_ change: (inout Entry) -> Void = { _ in }) -> Entry {
        var entry = Entry(dn: DistinguishedName(server: "uid=ada,ou=people,dc=acme"))
        entry[.objectClass] = ["inetOrgPerson"]
        entry["uid"] = ["ada"]
        entry["mail"] = ["ada@acme.example"]
        entry["entryUUID"] = ["5357e1d0-e789-11f1-a5b3-ca4a0280660c"]
        change(&entry)
        return entry
    }

    private func changes(_ before: Entry?, _ after: Entry?) -> [Change] {
        NetChange(before: before, after: after).changes(in: Self.schema)
    }

    @Test func isNothingWhereOnlyTheServersOwnAttributesDiffer() {
        let after = Self.ada {
            $0["entryCSN"] = ["20261201000000.000000Z#000000#000#000000"]
            $0["modifyTimestamp"] = ["20261201000000Z"]
            $0["memberOf"] = ["cn=staff,dc=acme"]
        }
        #expect(self.changes(Self.ada(), after).isEmpty)
    }

    @Test func addsAndDeletesValuesOneByOne() {
        let before = Self.ada { $0["mail"] = ["a@acme.example", "b@acme.example"] }
        let after = Self.ada { $0["mail"] = ["b@acme.example", "c@acme.example"] }
        #expect(
            self.changes(before, after) == [
                .modify(
                    before.dn,
                    [
                        Modification(.delete, "mail", ["a@acme.example"]),
                        Modification(.add, "mail", ["c@acme.example"]),
                    ])
            ])
    }

    @Test func clearsAnAttributeAsAWhole() {
        let after = Self.ada { $0["mail"] = [] }
        #expect(self.changes(Self.ada(), after) == [.modify(after.dn, [Modification(.delete, "mail")])])
    }

    @Test(arguments: ["jpegPhoto", "userPassword"]) func replacesWhatCannotBeCompared(attribute: String) {
        let name = AttributeDescription(attribute)
        let (before, after) = (Self.ada { $0[name] = ["1"] }, Self.ada { $0[name] = ["2"] })
        #expect(self.changes(before, after) == [.modify(after.dn, [Modification(.replace, name, ["2"])])])
    }

    @Test func doesNotShowAPassword() {
        let after = Self.ada { $0["userPassword"] = ["winter"] }
        let text = self.changes(Self.ada(), after).map { $0.ldif() }.joined()
        #expect(text.contains("userPassword: ********") && !text.contains("winter"))
    }

    @Test func isARenameWhereTheNameDiffers() {
        let after = Self.ada {
            $0.dn = DistinguishedName(server: "uid=lovelace,ou=people,dc=acme")
            $0["uid"] = ["lovelace"]
        }
        #expect(
            self.changes(Self.ada(), after) == [
                .rename(Self.ada().dn, to: RelativeDistinguishedName("uid", "lovelace"))
            ])
    }

    @Test func isARenameAndAChangeWhereOtherValuesDifferToo() {
        let after = Self.ada {
            $0.dn = DistinguishedName(server: "uid=lovelace,ou=leavers,dc=acme")
            $0["uid"] = ["ada", "lovelace"]
            $0["mail"] = ["l@acme.example"]
        }
        #expect(
            self.changes(Self.ada(), after) == [
                .rename(
                    Self.ada().dn, to: RelativeDistinguishedName("uid", "lovelace"), deleteOld: false,
                    superior: DistinguishedName(server: "ou=leavers,dc=acme")),
                .modify(
                    after.dn,
                    [
                        Modification(.delete, "mail", ["ada@acme.example"]),
                        Modification(.add, "mail", ["l@acme.example"]),
                    ]),
            ])
    }

    @Test func leavesOutTheClassOfTheCopyAndTheIDOfANewEntry() {
        let new = Self.ada { $0[.objectClass] += [AttributeValue(CopySchema.ownClass)] }
        guard case .add(let entry)? = self.changes(nil, new).first else {
            Issue.record("no entry is added")
            return
        }
        #expect(entry[.objectClass] == ["inetOrgPerson"] && entry["entryUUID"].isEmpty)
        #expect(self.changes(new, nil) == [.delete(new.dn)])
    }
}

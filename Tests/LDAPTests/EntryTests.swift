import LDAP
import Testing

@Suite("Entries")
struct EntryTests {
    @Test func readsAndWritesValuesByName() {
        var entry = Entry(dn: DistinguishedName(server: "cn=a"), attributes: [Attribute("mail", values: ["a", "b"])])
        #expect(entry["MAIL"] == ["a", "b"])
        #expect(entry["mail;lang-de"].isEmpty)
        entry["cn"] = ["a"]
        entry["Mail"] = ["c"]
        #expect(entry.attributes.map(\.description.description) == ["mail", "cn"])
        entry["mail"] = []
        entry["sn"] = []
        #expect(entry.attributes == [Attribute("cn", values: ["a"])])
    }

    @Test func aValueHasTextOnlyIfItIsUTF8() {
        #expect(AttributeValue("Zoë").text == "Zoë")
        #expect(AttributeValue(bytes: [0xc3]).text == nil)
        #expect(AttributeValue(bytes: [0xed, 0xa0, 0x80]).text == nil)
        #expect(AttributeValue(bytes: [0x61, 0]).text == "a\0")
    }

    @Test func anErrorSaysWhatIsKnown() {
        let error = LDAPError(
            .referral, diagnostic: "go", matchedDN: "dc=x", referrals: ["ldap://b"], outcome: .unknown)
        #expect(
            error.description == "referral (10): go; the nearest entry is dc=x; referred to ldap://b; "
                + "whether the change was made is unknown")
        #expect(LDAPError(.busy).description == "busy (51)")
        #expect(ResultCode(rawValue: 999).description == "unknown")
        #expect(ResultCode.serverDown.isLocal && !ResultCode.other.isLocal)
    }

    @Test func theRootDSEIsReadByName() {
        let entry = Entry(
            dn: DistinguishedName([]),
            attributes: [
                Attribute("namingContexts", values: ["dc=acme,dc=example"]),
                Attribute("supportedControl", values: ["1.3.6.1.1.12", "1.3.6.1.1.13.2"]),
                Attribute("subschemaSubentry", values: ["cn=Subschema"]),
                Attribute("objectClass", values: ["top", "OpenLDAProotDSE"]),
            ])
        let root = RootDSE(entry: entry)
        #expect(root.namingContexts == [DistinguishedName(server: "DC=acme,DC=example")])
        #expect(root.supportedControls == ["1.3.6.1.1.12", "1.3.6.1.1.13.2"])
        #expect(root.subschemaSubentry?.description == "cn=Subschema" && root.vendorName == nil)
        #expect(root.objectClasses.contains("OpenLDAProotDSE"))
    }

    @Test func aSearchPrintsAsACommand() {
        let search = SearchRequest(
            base: DistinguishedName(server: "ou=people,dc=x"), scope: .oneLevel,
            filter: .equal("sn", "O'Hara"), attributes: ["cn", "*"])
        #expect(search.description == #"search ou=people,dc=x one '(sn=O'\''Hara)' cn '*'"#)
        #expect(SearchRequest(base: DistinguishedName([])).description == "search '' sub '(objectClass=*)'")
    }
}

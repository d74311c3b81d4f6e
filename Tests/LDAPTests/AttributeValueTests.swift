import LDAP
import Testing

@Suite("Attribute values")
struct AttributeValueTests {
    @Test func aPartOfOtherBytesIsAValueLikeAnyOther() {
        let message = Array("uid=ada,mail=ada@acme".utf8)
        let part = AttributeValue(bytes: message[4..<7])
        #expect(part == "ada" && part.hashValue == AttributeValue("ada").hashValue)
        #expect(part.text == "ada" && part.bytes.count == 3)
        #expect(MatchingRule.caseIgnore.equal(part, "ADA"))
        #expect(AttributeValue(bytes: message[3..<3]) == "")
    }

    @Test func anEntryOfPartsIsAnEntryLikeAnyOther() {
        let values: [AttributeValue] = ["person", "ada", "Ada", "Lovelace"]
        var received = Entry(
            dn: DistinguishedName(server: "cn=a"),
            attributes: [Attribute("objectClass", values: values[..<1]), Attribute("cn", values: values[1...])])
        #expect(received["cn"].first == "ada" && received["cn"].count == 3)
        received["cn"].append("countess")
        #expect(received["cn"] == ["ada", "Ada", "Lovelace", "countess"])
        #expect(received["objectClass"] == ["person"])
        let made = Entry(
            dn: DistinguishedName(server: "cn=a"),
            attributes: [
                Attribute("objectClass", values: ["person"]),
                Attribute("CN", values: ["ada", "Ada", "Lovelace", "countess"]),
            ])
        #expect(received == made && received.hashValue == made.hashValue)
    }
}

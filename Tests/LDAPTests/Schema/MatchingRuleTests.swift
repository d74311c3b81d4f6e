import LDAP
import Testing

@Suite("Matching rules")
struct MatchingRuleTests {
    @Test(arguments: [
        ("caseIgnoreMatch", "Ada  Lovelace ", "ada lovelace", true), ("caseIgnoreMatch", "ÉCOLE", "école", true),
        ("caseIgnoreMatch", "straße", "STRASSE", true), ("caseIgnoreMatch", "a b", "ab", false),
        ("caseIgnoreMatch", "ΣΑΣ", "σας", true), ("caseIgnoreIA5Match", "A@B", "a@b", true),
        ("caseExactMatch", "a  b", " a b", true), ("caseExactMatch", "A", "a", false),
        ("caseExactIA5Match", "A", "a", false), ("caseIgnoreListMatch", "A $ B", "a $ b", true),
        ("telephoneNumberMatch", "+1 555-0100", "+15550100", true), ("telephoneNumberMatch", "a-1", "A-1", false),
        ("numericStringMatch", "1 2 3", "123", true), ("numericStringMatch", "1-2", "12", false),
        ("distinguishedNameMatch", "CN=a, DC=x", "cn=A,dc=X", true), ("distinguishedNameMatch", "cn=a", "cn=b", false),
        ("uniqueMemberMatch", "CN=a", "cn=A", true), ("integerMatch", "007", "7", true),
        ("integerMatch", "-0", "0", true),
        ("integerMatch", "-7", "7", false), ("integerMatch", "x", "X", false), ("booleanMatch", "TRUE", "true", true),
        ("booleanMatch", "TRUE", "FALSE", false), ("booleanMatch", "yes", "YES", false),
        ("generalizedTimeMatch", "20261123212810Z", "20261123222810.0+01", true),
        ("generalizedTimeMatch", "20261123212810Z", "20261123212811Z", false),
        ("octetStringMatch", "a", "A", false), ("octetStringMatch", "a", "a ", false),
        ("objectIdentifierMatch", "Person", "person", true), ("noSuchMatch", "a", "A", false),
        ("noSuchMatch", "a", "a", true),
        ("UUIDMatch", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true),
        ("2.5.13.2", "A", "a", true), ("1.3.6.1.4.1.1466.109.114.2", "A", "a", true),
        ("CASEIGNOREMATCH", "A", "a", true),
    ])
    func compares(rule: String, left: String, right: String, areEqual: Bool) {
        let rule = MatchingRule(rawValue: rule)
        #expect(rule.equal(AttributeValue(left), AttributeValue(right)) == areEqual)
        #expect(rule.equal(AttributeValue(right), AttributeValue(left)) == areEqual)
    }

    @Test(arguments: [
        ("integerMatch", "1.5"), ("integerMatch", ""), ("integerMatch", "-"), ("booleanMatch", "1"),
        ("UUIDMatch", "f81d4fae"),
        ("generalizedTimeMatch", "2026"), ("distinguishedNameMatch", "junk"),
        ("UUIDMatch", "f81d4fae-7dec-11d0-a765-00a0c91e6bfg"),
    ])
    func refusesValuesThatBreakTheSyntax(rule: String, value: String) {
        #expect(MatchingRule(rawValue: rule).normalized(AttributeValue(value)) == nil)
    }

    @Test func textThatIsNotUTF8HasNoNormalForm() {
        #expect(MatchingRule.caseIgnore.normalized(AttributeValue(bytes: [0xff])) == nil)
        #expect(MatchingRule.octetString.normalized(AttributeValue(bytes: [0xff])) == AttributeValue(bytes: [0xff]))
    }

    @Test(arguments: [
        ("integerOrderingMatch", ["-10", "-9", "0", "9", "10", "99999999999999999999"]),
        ("caseIgnoreOrderingMatch", ["a", "B", "c"]),
        (
            "generalizedTimeOrderingMatch",
            ["19991231235959Z", "20261123212810.4Z", "20261123212810.41Z", "20261123222811+0100"]
        ),
    ])
    func orders(rule: String, values: [String]) {
        let rule = MatchingRule(rawValue: rule)
        for (index, value) in values.enumerated() {
            for (other, otherValue) in values.enumerated() {
                #expect(rule.isOrdered(AttributeValue(value), before: AttributeValue(otherValue)) == (index < other))
            }
        }
        #expect(MatchingRule(rawValue: "integerOrderingMatch").isOrdered("1", before: "x") == nil)
    }
}

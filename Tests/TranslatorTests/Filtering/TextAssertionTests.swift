import LDAP
import SCIM
import Testing

@testable import Translator

/// Which texts are the same, or hold others, is left to the directory, whatever they look like from here.
@Suite struct TextAssertionTests {
    @Test(arguments: ["Straße", "ß", "Émile", "two  blanks", "E\u{301}mile"])
    func leavesEqualityToTheDirectory(text: String) throws {
        try self.expect(.eq, text, .equal("title", AttributeValue(text)))
    }

    @Test(
        arguments: [
            (.sw, "Straße 5", "(title=Straße 5*)"), (.co, "ß", "(title=*ß*)"), (.ew, "E\u{301}", "(title=*E\u{301})"),
            (.co, "svc\u{FE52}a", "(title=*svc\u{FE52}a*)"), (.co, "a\tb", "(title=*a\tb*)"),
        ] as [(SCIM.Filter.Operator, String, String)])
    func leavesPartsToTheDirectory(comparison: SCIM.Filter.Operator, text: String, expected: String) throws {
        try self.expect(comparison, text, try LDAP.Filter(parsing: expected))
    }

    private func expect(_ comparison: SCIM.Filter.Operator, _ text: String, _ expected: LDAP.Filter) throws {
        let filter = SCIM.Filter.compare(AttributePath(attribute: "title"), comparison, .string(text))
        let translation = try Fixture.translator().translate(filter)
        #expect(translation.filter == expected)
        #expect(translation.residual == nil)
        #expect(translation.answers.map(\.comparison) == [comparison])
    }

    /// What `eq` says of a whole text, `co`, `sw` and `ew` say of it too.
    @Test(arguments: [
        ("Sales  EMEA", "Sales EMEA", true), ("Tail", "Tail ", true), (" Tail", "Tail", true), ("E\u{301}", "É", true),
        ("svc\u{FE52}a", "svc.a", true), ("a", "b", false), (" ", "  ", true), ("STRASSE", "straße", true),
    ])
    func saysTheSameOfAWholeTextAndOfItsParts(held: String, wanted: String, isSame: Bool) throws {
        let binding = try #require(try Fixture.projector().bindings.first { $0.rule.attribute == "title" })
        for (held, wanted) in [(held, wanted), (wanted, held)] {
            for comparison in [SCIM.Filter.Operator.eq, .co, .sw, .ew] {
                let assertion = try #require(binding.assertion(comparison, wanted))
                #expect(assertion.mayHold(for: AttributeValue(held)) == isSame, "\(comparison) \(held) \(wanted)")
            }
        }
    }

    @Test(
        arguments: [
            (.sw, "Sales EMEA", "Sales ", true), (.sw, "Salesman", "Sales ", false), (.ew, "No Tail", " Tail", true),
            (.ew, "NoTail", " Tail", false), (.co, "a  b c", "b ", true), (.co, "a b", "b ", true),
            (.co, "a bc", "b ", false),
            (.co, "ab", " ", false), (.co, "a b", " ", true), (.co, "x", "", true), (.sw, "e\u{301}x", "e", false),
        ] as [(SCIM.Filter.Operator, String, String, Bool)])
    func knowsWhereABlankMayBeTheEdge(comparison: SCIM.Filter.Operator, held: String, wanted: String, holds: Bool)
        throws
    {
        let binding = try #require(try Fixture.projector().bindings.first { $0.rule.attribute == "title" })
        let assertion = try #require(binding.assertion(comparison, wanted))
        #expect(assertion.mayHold(for: AttributeValue(held)) == holds)
    }
}

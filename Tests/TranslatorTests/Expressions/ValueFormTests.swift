import SCIM
import Testing

@testable import Translator

@Suite struct ValueFormTests {
    static func form(_ text: String) throws -> ValueForm {
        try ValueForm(parsing: text, at: .userName, tables: TemplateTests.tables)
    }

    /// The form, what is sent, what is stored of it, and what is shown of that.
    @Test(arguments: [
        ("{value | without:@acme.example}", "ada@acme.example", "ada", "ada@acme.example"),
        ("{userName | without:@acme.example}", "ada@ACME.example", "ada", "ada@acme.example"),
        ("{value | without:@acme.example}", "ada@other.example", nil, nil),
        ("smtp:{value}", "ada@x", "smtp:ada@x", "ada@x"), ("<{value}>", "a", "<a>", "a"),
        ("{value | lookup:countries}", "germany", "DE", "Germany"), ("{value | lookup:countries}", "Peru", nil, nil),
        ("{value | lower}", "Ada", "ada", "ada"),
        ("{value | before:@}@corp.example", "ada@x", "ada@corp.example", "ada@corp.example"),
        ("{value | lookup:regions}", "Germany", "EU", "EU"),
        ("{value | lookup:countries ?? \"XX\"}", "Peru", "XX", "XX"),
        ("{value | country-code}", "Switzerland", "CH", "CH"), ("{value | country-code}", "ch", "CH", "CH"),
        ("{value | country-code}", "Atlantis", nil, nil), ("{value}", "a", "a", "a"),
    ])
    func goesBothWays(form: String, sent: String, stored: String?, shown: String?) throws {
        let form = try Self.form(form)
        #expect(form.stored(sent) == stored)
        #expect(stored.flatMap(form.shown) == shown)
    }

    @Test(arguments: [
        ("{value | without:@acme.example}", true), ("{value}", true), ("x{value | lookup:countries}y", true),
        ("{value | lookup:regions}", false), ("{value | lower}", false), ("{value ?? \"x\"}", false),
        ("{value}{value}", false), ("x", false),
    ])
    func knowsWhetherThereIsAWayBack(form: String, isInvertible: Bool) throws {
        #expect(try Self.form(form).isInvertible == isInvertible)
    }

    /// Whatever is stored of a value is shown as a value of which the same is stored.
    @Test(arguments: ["{value | without:@x}", "a{value}b", "{value | lookup:countries}", "{value}", " {value} "])
    func whatIsShownIsStoredAsItWas(text: String) throws {
        let form = try Self.form(text)
        for stored in ["", "a", "b", "ab", "aab", "DE", "at", "@x", "a@x", " a", "a ", " a ", "ä"] {
            guard let shown = form.shown(stored) else { continue }
            #expect(form.stored(shown) == stored, "\(stored) is shown as \(shown)")
        }
    }

    @Test func readsNothingElse() {
        let error = #expect(throws: TemplateError.self) { try Self.form("{value} {title}") }
        #expect(error?.offset == 9)
        #expect(error?.reason.contains("`computed`") ?? false)
    }
}

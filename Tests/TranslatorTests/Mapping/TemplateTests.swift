import SCIM
import Testing

@testable import Translator

@Suite struct TemplateTests {
    static let ann: Resource = {
        var ann = Resource(attributes: ["userName": "ann", "name": ["givenName": "Ann  Marie", "familyName": "Lee"]])
        ann.set(["ann@x"], at: AttributePath(attribute: "emails", subAttribute: "value"))
        return ann
    }()

    @Test(arguments: [
        ("{userName}", "ann"), ("{name.givenName} {name.familyName}", "Ann  Marie Lee"), ("{title} {userName}", "ann"),
        ("{userName} {title}", "ann"), ("{userName} {title} {name.familyName}", "ann Lee"), ("{title}", nil), ("", nil),
        ("{title} ", nil), ("{{{userName}}}", "{ann}"), ("{emails.value}", "ann@x"), ("x", "x"),
        ("({userName})", "(ann)"), ("{userName}-{title}", "ann-"),
    ])
    func putsValuesInPlace(template: String, text: String?) throws {
        #expect(try Template(parsing: template).render(Self.ann) == text)
    }

    @Test(arguments: ["{userName", "userName}", "{}", "{a b}", "{emails[type eq }"])
    func refusesLonelyBracesAndPaths(template: String) {
        #expect(throws: SCIMError.self) { try Template(parsing: template) }
    }

    @Test func namesTheAttributesItNeeds() throws {
        let template = try Template(parsing: "{name.givenName} {userName}")
        #expect(template.paths == [AttributePath(attribute: "name", subAttribute: "givenName"), .userName])
        #expect(template.description == "{name.givenName} {userName}")
        #expect(Template([.text("{"), .attribute(.userName)]).description == "{{{userName}")
    }
}

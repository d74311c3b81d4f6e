import SCIM
import Testing

@testable import Translator

@Suite struct TemplateTests {
    static let ann: Resource = {
        var ann = Resource(attributes: [
            "userName": "Ann.Lee@acme.example", "name": ["givenName": "Ann  Marie", "familyName": "Lee"],
            "displayName": "Jürgen Groß-Ødegård", "nickName": "", "active": true,
            "emails": [
                ["type": "work", "value": "ann@acme.example"], ["type": "home", "value": "ann@home.example"],
            ],
            "addresses": [["type": "work", "country": "germany"]],
        ])
        ann.set(["R&D"], at: AttributePath(schema: .enterpriseUser, attribute: "department"))
        return ann
    }()

    static let tables = [
        "countries": ValueTable("countries", [("Germany", "DE"), ("Austria", "AT")]),
        "regions": ValueTable("regions", [("Germany", "EU"), ("Austria", "EU")]),
    ]

    static func template(_ text: String) throws -> Template { try Template(parsing: text, tables: Self.tables) }

    @Test(arguments: [
        ("{userName}", "Ann.Lee@acme.example"), ("{name.givenName} {name.familyName}", "Ann  Marie Lee"),
        ("{title} {userName}", "Ann.Lee@acme.example"), ("{userName} {title}", "Ann.Lee@acme.example"),
        ("{name.familyName} {title} {name.familyName}", "Lee Lee"), ("{title}", nil), ("", nil), ("{title} ", nil),
        ("{{{name.familyName}}}", "{Lee}"), ("{emails.value}", "ann@acme.example"), ("x", "x"),
        ("({name.familyName})", "(Lee)"), ("{name.familyName}-{title}", "Lee-"),
        (#"{emails[type eq "home"].value}"#, "ann@home.example"), (#"{emails[type eq "a}b|c??d"].value}"#, nil),
        ("{urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department}", "R&D"), ("{active}", "true"),
    ])
    func putsValuesInPlace(template: String, text: String?) throws {
        #expect(try Self.template(template).render(Self.ann) == text)
    }

    @Test(arguments: [
        ("{userName | lower}", "ann.lee@acme.example"), ("{userName|upper}", "ANN.LEE@ACME.EXAMPLE"),
        ("{userName | before:@ | lower | truncate:5}", "ann.l"), ("{userName | before:#}", "Ann.Lee@acme.example"),
        ("{userName | after:@}", "acme.example"), ("{userName | after:'@'}", "acme.example"),
        ("{userName | without:@ACME.example}", "Ann.Lee"), ("{userName | without:@other.example}", nil),
        ("{displayName | ascii}", "Juergen Gross-Oedegaard"), ("{displayName | ascii:short}", "Jurgen Gross-Odegard"),
        ("{name.givenName | replace:\"  \":\".\"}", "Ann.Marie"), ("{name.givenName | replace:' ':''}", "AnnMarie"),
        ("{userName | remove:.@ | lower}", "annleeacmeexample"), ("{userName | lower | keep:a-z}", "annleeacmeexample"),
        ("{userName | keep:A-Z.}", "A.L."), ("{userName | keep:-@}", "@"), ("{\" x \" | trim}", "x"),
        (#"{addresses[type eq "work"].country | lookup:countries}"#, "DE"), ("{userName | lookup:countries}", nil),
        (#"{addresses[type eq "work"].country | country-code}"#, "DE"), ("{userName | country-code ?? 'none'}", "none"),
        ("{emails.value | join:\", \"}", "ann@acme.example, ann@home.example"),
        ("{emails.value | before:@ | join:+}", "ann+ann"), ("{title | join:+}", nil),
    ])
    func handsValuesToFunctions(template: String, text: String?) throws {
        #expect(try Self.template(template).render(Self.ann) == text)
    }

    @Test(arguments: [
        ("{title ?? name.familyName}", "Lee"), ("{nickName ?? title ?? \"none\"}", "none"),
        ("{name.familyName ?? title}", "Lee"), ("{title??name.familyName|upper}", "LEE"),
        ("{userName | lookup:countries ?? 'abroad'}", "abroad"), ("{title ?? userType}", nil),
        ("{userName | without:@x | upper ?? name.familyName}", "Lee"),
    ])
    func takesTheFirstThatIsThere(template: String, text: String?) throws {
        #expect(try Self.template(template).render(Self.ann) == text)
    }

    @Test(arguments: [
        ("smtp:{emails.value}", ["smtp:ann@acme.example", "smtp:ann@home.example"]),
        ("{emails.value | join:+}", ["ann@acme.example+ann@home.example"]), ("x", ["x"]), ("smtp:{title}", []),
        ("{emails.value} {userName}", ["ann@acme.example Ann.Lee@acme.example"]),
    ])
    func hasOneTextForEachValue(template: String, texts: [String]) throws {
        #expect(try Self.template(template).values(for: Self.ann) == texts)
    }

    /// The text, the offset of what is wrong, and a part of what is said of it.
    @Test(arguments: [
        ("{userName", 0, "{ has no }"), ("ab userName}", 11, "} without {"), ("{}", 1, "expected the name"),
        ("{a b}", 1, "cannot be read"), ("x {emails[type eq }", 3, "cannot be read"),
        ("{userNam}", 1, "no attribute userNam"),
        ("{userName | lowr}", 12, "no function \"lowr\""), ("{userName | truncate:x}", 12, "`truncate:20`"),
        ("{userName | truncate:0}", 12, "`truncate:20`"), ("{userName | before}", 12, "`before:@`"),
        ("{userName | before:}", 12, "`before:@`"), ("{userName | replace:a}", 12, "replace:"),
        ("{userName | country-code:x}", 12, "`country-code`"),
        ("{userName | lookup:contries}", 12, "no table \"contries\""), ("{userName | before:\"@}", 19, "no end"),
        ("{userName | lower x}", 18, "expected |, ?? or }"), ("{userName ?? }", 13, "expected the name"),
        ("{password}", 1, "secret"), ("{groups.display}", 1, "not the entry's own"), ("{id}", 1, "not the entry's own"),
        ("ä{userName | x}", 13, "no function"), ("{value}", 1, "no attribute value"),
        ("{urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value}", 1, "not the entry's own"),
    ])
    func saysWhereATextCannotBeRead(text: String, offset: Int, reason: String) {
        let error = #expect(throws: TemplateError.self) { try Self.template(text) }
        #expect(error?.offset == offset)
        #expect(error?.reason.contains(reason) ?? false, "\(error?.reason ?? "")")
    }

    @Test func suggestsNames() {
        let error = #expect(throws: TemplateError.self) { try Self.template("{userName | uper}") }
        #expect(error?.unknown == "uper" && error?.known.contains("upper") ?? false)
    }

    @Test func namesTheAttributesItNeeds() throws {
        let template = try Template(parsing: "{name.givenName | lower} {userName ?? name.givenName}")
        #expect(template.paths == [AttributePath(attribute: "name", subAttribute: "givenName"), .userName])
        #expect(!template.isConstant)
        #expect(try Template(parsing: "a{{").isConstant)
        #expect(Template([.text("{"), .attribute(.userName)]).description == "{{{userName}")
    }

    /// What an expression prints reads as the same expression.
    @Test(arguments: [
        #"userName | before:"@" | lower | truncate:20"#, #"title ?? "none" | upper"#,
        "displayName | ascii:short | ascii",
        #"emails.value | replace:" ":"." | remove:"x" | keep:"a-z" | join:", ""#, "title ?? 'say \"no\"' | trim",
        #"userName | after:":" | without:"@x" | lookup:countries"#,
        "title | country-code",
    ])
    func printsWhatItReads(text: String) throws {
        let template = try Self.template("{\(text)}")
        #expect(Template(template.parts).description == "{\(text)}")
    }
}

import SCIM
import Testing

@Suite struct FilterDescriptionTests {
    @Test(arguments: [
        ("userName EQ jyoung", #"userName eq "jyoung""#),
        ("((a pr)) AND NOT(b eq 1)", "a pr and not (b eq 1)"),
        ("a pr or b pr and c pr", "a pr or b pr and c pr"),
        ("(a pr or b pr) and (c pr and d pr)", "(a pr or b pr) and (c pr and d pr)"),
        ("a pr or (b pr or c pr)", "a pr or (b pr or c pr)"),
        ("not (a pr or b pr)", "not (a pr or b pr)"),
        ("a eq true and b eq NULL and c eq 1.5e0", "a eq true and b eq null and c eq 1.5"),
        (#"a eq "\u0022\\\u0000é""#, #"a eq "\"\\\u0000é""#),
        ("emails[type eq work and (value pr or b pr)]", #"emails[type eq "work" and (value pr or b pr)]"#),
        ("emails[ type eq work ].value co 5", #"emails[type eq "work"].value co 5"#),
        ("urn:ietf:params:scim:schemas:core:2.0:User:userName pr", "userName pr"),
    ])
    func printsCanonicalTextThatParsesBack(_ text: String, canonical: String) throws {
        let filter = try Filter(parsing: text)
        #expect(filter.description == canonical)
        #expect(try Filter(parsing: canonical) == filter)
    }

    @Test func printsRandomFiltersThatParseBack() throws {
        var random = SplitMix(state: 3)
        for _ in 0..<1000 {
            let filter = Self.filter(depth: 4, isInner: false, using: &random)
            #expect(try Filter(parsing: filter.description) == filter)
        }
    }

    private static func filter(depth: Int, isInner: Bool, using random: inout SplitMix) -> Filter {
        let kind = Int.random(in: 0..<(depth == 0 ? 2 : isInner ? 5 : 6), using: &random)
        func next(isInner: Bool) -> Filter { Self.filter(depth: depth - 1, isInner: isInner, using: &random) }
        switch kind {
        case 0: return .present(Self.paths.randomElement(using: &random) ?? AttributePath(attribute: "x"))
        case 1: return .compare(Self.paths[kind], .ge, Self.literals.randomElement(using: &random) ?? "")
        case 2: return .and([next(isInner: isInner), next(isInner: isInner)])
        case 3: return .or([next(isInner: isInner), next(isInner: isInner), next(isInner: isInner)])
        case 4: return .not(next(isInner: isInner))
        default: return .valuePath(AttributePath(attribute: "emails"), next(isInner: true))
        }
    }

    private static let paths = [
        AttributePath(attribute: "userName"), AttributePath(attribute: "name", subAttribute: "givenName"),
        AttributePath(schema: .enterpriseUser, attribute: "manager", subAttribute: "value"),
    ]
    private static let literals: [Value] = ["", "a \"]) and", "true", "12", 12, -1.25, "\u{7}é"]
}

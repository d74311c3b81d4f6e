import SCIM
import Testing

@Suite struct FilterParserTests {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    private static let userName = AttributePath(attribute: "userName")
    private static let a = Filter.present(AttributePath(attribute: "a"))
    private static let b = Filter.present(AttributePath(attribute: "b"))
    private static let c = Filter.present(AttributePath(attribute: "c"))
    private static let work = Filter.compare(AttributePath(attribute: "type"), .eq, "work")

    private static func compare(_ attribute: String, _ comparison: Filter.Operator, _ value: Value) -> Filter {
        .compare(AttributePath(attribute: attribute), comparison, value)
    }

    @Test(arguments: Filter.Operator.allCases)
    func parsesEveryOperatorInAnyCase(_ comparison: Filter.Operator) throws {
        let expected = Self.compare("userName", comparison, "x")
        #expect(try Filter(parsing: "userName \(comparison.rawValue) \"x\"") == expected)
        #expect(try Filter(parsing: "userName \(comparison.rawValue.uppercased()) \"x\"") == expected)
    }

    @Test(
        arguments: [
            (#""x""#, "x"), (#""a \"b\" \\ \u00e9 ) ] and""#, "a \"b\" \\ é ) ] and"), (#""""#, ""),
            (#""\u0000*()""#, "\u{0}*()"),
            ("true", true), ("False", false), ("null", nil), ("NULL", nil), ("12", 12), ("-1.5", -1.5), ("1e3", 1000.0),
            ("jyoung", "jyoung"), ("0012", "0012"), ("1.2.3", "1.2.3"), ("truely", "truely"), ("a@b.c", "a@b.c"),
            ("é*'", "é*'"),
            ("54D382A4-2050-4C03-94D1-E769F1D15682", "54D382A4-2050-4C03-94D1-E769F1D15682"), ("5e3a", "5e3a"),
            ("2015-10-10T14:38:21.8617979-07:00", "2015-10-10T14:38:21.8617979-07:00"),
        ] as [(String, Value)])
    func parsesLiterals(_ literal: String, value: Value) throws {
        #expect(try Filter(parsing: "x eq \(literal)") == Self.compare("x", .eq, value))
        #expect(
            try Filter(parsing: "(x eq \(literal))and(y ne \(literal) )")
                == .and([Self.compare("x", .eq, value), Self.compare("y", .ne, value)]))
        #expect(
            try Filter(parsing: "x[y eq \(literal)]")
                == .valuePath(AttributePath(attribute: "x"), Self.compare("y", .eq, value)))
    }

    @Test(arguments: [
        ("a pr", a), ("  a\t PR  ", a), ("((a pr))", a), ("a pr and b pr", .and([a, b])),
        ("a pr OR b pr", .or([a, b])),
        ("a pr and b pr and c pr", .and([a, b, c])), ("a pr or b pr and c pr", .or([a, .and([b, c])])),
        ("a pr and b pr or c pr", .or([.and([a, b]), c])), ("(a pr or b pr) and c pr", .and([.or([a, b]), c])),
        ("a pr and (b pr and c pr)", .and([a, .and([b, c])])), ("not (a pr)", .not(a)), ("NOT(a pr)", .not(a)),
        ("not (a pr) and b pr", .and([.not(a), b])), ("a pr and not (b pr or c pr)", .and([a, .not(.or([b, c]))])),
        ("not (not (a pr))", .not(.not(a))), ("not pr", .present(AttributePath(attribute: "not"))),
        ("and pr and or pr", .and([.present(.init(attribute: "and")), .present(.init(attribute: "or"))])),
    ])
    func parsesConnectives(_ text: String, filter: Filter) throws {
        #expect(try Filter(parsing: text) == filter)
    }

    @Test(
        arguments: [
            (
                "name.familyName co \"O'Malley\"",
                .compare(.init(attribute: "name", subAttribute: "familyName"), .co, "O'Malley")
            ),
            ("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"", compare("userName", .sw, "J")),
            (
                "\(enterprise):department eq \"x\"",
                .compare(.init(schema: .enterpriseUser, attribute: "department"), .eq, "x")
            ),
            ("urn:acme:2.0:User:badge pr", .present(.init(schema: "urn:acme:2.0:User", attribute: "badge"))),
            ("schemas eq \"urn:x\"", compare("schemas", .eq, "urn:x")),
            (
                "meta.lastModified gt \"2011-05-13T04:42:34Z\"",
                .compare(.init(attribute: "meta", subAttribute: "lastModified"), .gt, "2011-05-13T04:42:34Z")
            ),
            (
                "emails[type eq \"work\" and value co \"@x\"]",
                .valuePath(.init(attribute: "emails"), .and([work, compare("value", .co, "@x")]))
            ),
            ("emails[not (type eq \"work\")] or a pr", .or([.valuePath(.init(attribute: "emails"), .not(work)), a])),
            ("(emails[type eq \"work\"])", .valuePath(.init(attribute: "emails"), work)),
            (
                "emails[type eq \"work\"].value eq \"x\"",
                .compare(.init(attribute: "emails", filter: work, subAttribute: "value"), .eq, "x")
            ),
            ("emails[type eq \"work\"] eq \"x\"", .compare(.init(attribute: "emails", filter: work), .eq, "x")),
            (
                "emails[type eq \"work\"].value pr",
                .present(.init(attribute: "emails", filter: work, subAttribute: "value"))
            ),
            ("emails[type eq \"work\"] pr", .present(.init(attribute: "emails", filter: work))),
            (
                "id eq 54D382A4-2050 and manager eq 2819c223-7f76",
                .and([compare("id", .eq, "54D382A4-2050"), compare("manager", .eq, "2819c223-7f76")])
            ),
            ("displayName co True", compare("displayName", .co, "True")),
        ] as [(String, Filter)])
    func parsesPaths(_ text: String, filter: Filter) throws {
        #expect(try Filter(parsing: text) == filter)
    }

    @Test(arguments: [
        ("", 0), ("   ", 3), ("userName", 8), ("userName ", 9), ("userName like \"x\"", 9), ("userName eq", 11),
        ("userName eq ", 12), ("userName = \"x\"", 9), ("userName eq \"x", 14), ("userName eq \"x\" userName", 16),
        ("userName eq John Smith", 17), ("userName eq 'x y'", 12), ("userName eq 'x'", 12),
        ("userName eq {}", 12), ("userName eq {userName}", 12), ("userName eq “x”", 12), ("userName eq „x“", 12),
        ("userName eq ‘x’", 12), ("emails[type eq 'work']", 15), ("userName eq `x`", 12), ("userName eq «x»", 12),
        ("a pr and", 8), ("a pr and or b pr", 12),
        ("or a pr", 3),
        ("a pr b pr", 5), ("(a pr", 5), ("a pr)", 4), ("(a pr]", 5), ("()", 1), ("not a pr", 4), ("not (a pr", 9),
        ("a[b pr", 6),
        ("a[b pr)", 6), ("a[b[c pr]]", 3), ("a.b[c pr]", 3), ("a.b.c pr", 3), ("1a pr", 0), ("a eq \"\\x\"", 7),
        ("a eq \"\\ud800\"", 6),
        ("a eq x(y", 6), ("a eq x\"y\"", 6), ("a gt true", 5), ("a le null", 5), ("a co null", 5), ("a\u{0} pr", 1),
        ("a eq x\u{0}y", 6), ("a eq \"x\u{0}y\"", 7), ("\(enterprise) pr", 0), ("\"a\" pr", 0), ("a pr; b pr", 2),
        (":a pr", 0), ("a pr and :b pr", 9),
    ])
    func refusesWithOffset(_ text: String, offset: Int) {
        let error = #expect(throws: SCIMError.self) { try Filter(parsing: text) }
        #expect(error?.type == .invalidFilter)
        #expect(error?.detail.contains("at byte \(offset):") == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: [
        ("userName like x", "expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)"),
        ("userName eq John Smith", "a value with spaces or brackets needs quotes"), ("a gt true", "use eq or ne"),
        ("(a pr", "for the bracket at byte 0, but the text ends here"), ("a pr)", "no bracket is open"),
    ])
    func advises(_ text: String, advice: String) {
        let error = #expect(throws: SCIMError.self) { try Filter(parsing: text) }
        #expect(error?.detail.contains(advice) == true, "\(error?.detail ?? "")")
    }

    @Test(arguments: [("(", ")"), ("not (", ")"), ("a pr and (", ")")])
    func limitsTheDepth(_ opening: String, closing: String) throws {
        func text(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "a pr" + String(repeating: closing, count: depth)
        }
        #expect(throws: Never.self) { try Filter(parsing: text(64)) }
        let error = #expect(throws: SCIMError.self) { try Filter(parsing: text(10_000)) }
        #expect(error?.type == .invalidFilter)
        #expect(error?.detail.contains("nested too deep") == true)
    }

    @Test(arguments: [
        ("a pr", 1000, nil), ("a pr", 1001, 1000 * 8), ("b[c eq 1 and d pr]", 500, nil),
        ("b[c eq 1 and d pr]", 501, 500 * 22 + 2), (#"b[c eq 1].d co "x""#, 501, 500 * 22 + 2),
    ])
    func limitsTheComparisons(term: String, count: Int, fault: Int?) throws {
        let text = Array(repeating: term, count: count).joined(separator: " or ")
        guard let fault else {
            guard case .or(let terms) = try Filter(parsing: text) else {
                Issue.record("no disjunction")
                return
            }
            #expect(terms.count == count)
            return
        }
        let error = #expect(throws: SCIMError.self) { try Filter(parsing: text) }
        #expect(error?.type == .invalidFilter)
        #expect(
            error?.detail.contains("at byte \(fault): a filter holds 1000 comparisons at most") == true,
            "\(error?.detail ?? "")")
    }
}

import LDAP
import SCIM
import Testing

@testable import Translator

/// Where entries are below the base, by what they hold.
@Suite struct PlacementTests {
    private static let base = DistinguishedName(server: "ou=people,dc=acme")
    private static let title = AttributePath(attribute: "title")

    private static func name(_ text: String) -> DistinguishedName { DistinguishedName(server: text) }

    private static func titled(_ title: String?) -> Resource {
        Resource(attributes: title.map { ["title": .string($0)] } ?? [:])
    }

    @Test(arguments: [
        ("Sales", "ou=sales,ou=people,dc=acme"), ("  SALES ", "ou=sales,ou=people,dc=acme"),
        ("Marketing", "ou=rest,ou=people,dc=acme"), (nil, "ou=rest,ou=people,dc=acme"),
    ])
    func theTableTakesNoNoticeOfCaseAndBlanks(title: String?, place: String) {
        var table = PlaceTable()
        table["Sales"] = Self.name("ou=sales,ou=people,dc=acme")
        let placement = Mapping.Placement(
            .table(by: Self.title, table), fallback: Self.name("ou=rest,ou=people,dc=acme"))
        #expect(placement.place(of: Self.titled(title)) == Self.name(place))
        #expect(placement.owns(Self.name("OU=Sales,ou=people,dc=acme")))
        #expect(placement.owns(Self.name("ou=rest,ou=people,dc=acme")))
        #expect(!placement.owns(Self.base) && !placement.owns(Self.name("ou=other,ou=people,dc=acme")))
        #expect(placement.knownPlaces.count == 2 && placement.paths == [Self.title])
    }

    @Test(arguments: [
        ("ou={title}", "R&D, Bern", #"ou=R&D\, Bern,ou=people,dc=acme"#),
        ("ou={title},ou=staff", "Sales", "ou=Sales,ou=staff,ou=people,dc=acme"),
        ("ou=unit {title}", "1", "ou=unit 1,ou=people,dc=acme"),
        ("ou=staff", nil, "ou=staff,ou=people,dc=acme"),
    ])
    func aNameIsMadeOfValues(text: String, title: String?, place: String) throws {
        let placement = Mapping.Placement(.name(try PlaceName(parsing: text, below: Self.base)))
        #expect(placement.place(of: Self.titled(title)) == Self.name(place))
        #expect(placement.owns(Self.name(place)))
        #expect(!placement.owns(Self.base) && !placement.owns(Self.name("l=Sales,ou=people,dc=acme")))
        #expect(!placement.owns(Self.name("ou=Sales,ou=other,ou=people,dc=acme")))
    }

    @Test func aValueThatIsMissingMakesNoName() throws {
        let name = try PlaceName(parsing: "ou={title}", below: Self.base)
        #expect(Mapping.Placement(.name(name)).place(of: Self.titled(nil)) == nil)
        #expect(Mapping.Placement(.name(name), fallback: Self.base).place(of: Self.titled(nil)) == Self.base)
        #expect(name.place(of: Self.titled("\u{200B}")) == nil)
    }

    @Test(arguments: ["", "people", "=x", "ou=", "ou={title", "ou={title},", "o u={title}", "ou={tilte}"])
    func whatIsNoNameIsRefused(text: String) {
        #expect(throws: TemplateError.self) { try PlaceName(parsing: text, below: Self.base) }
    }
}

import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

/// Which comparisons are compiled once, and which depend on more than the text.
@Suite struct TextEqualitiesTests {
    @Test(arguments: [
        #"userName eq "ann""#, #"USERNAME eq "a*(n)\\""#, #"externalId eq "x""#, #"name.familyName eq " x ""#,
        #"emails[type eq "work"].value eq "a@b""#, #"department eq "x""#,
        #"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "x""#,
        #"userName eq "ann" and title eq "Cook""#,
    ])
    func knows(filter: String) throws {
        let (equalities, filter) = (try Self.equalities(), try Fixture.filter(filter))
        #expect(equalities.include(filter))
        if case .compare = filter { #expect(equalities.condition(of: filter) != nil) }
        let translator = try Fixture.translator()
        if let plain = translator.plainTranslation(of: filter) { #expect(try translator.translate(filter) == plain) }
    }

    @Test(arguments: [
        #"userName eq "Zoë""#, #"userName eq "a\u0001""#, #"userName eq """#, "userName eq 701984", "userName eq null",
        #"userName ne "ann""#, #"userName co "ann""#, "userName pr",
        #"id eq "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01""#, #"manager eq "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01""#,
        "active eq true", #"emails.type eq "work""#, #"phoneNumbers eq "+1""#, #"userType eq "5""#,
        #"meta.created eq "2026-11-23T21:28:10Z""#, #"shoeSize eq "44""#,
        #"userName eq "ann" or title eq "Cook""#, #"not (userName eq "ann")"#,
    ])
    func leavesToTheGeneralWay(filter: String) throws {
        #expect(try Self.equalities().condition(of: try Fixture.filter(filter)) == nil)
    }

    private static func equalities() throws -> TextEqualities {
        TextEqualities(
            FilterablePaths(BoundMapping(mapping: try Fixture.mapping(), dialect: .openLDAP, schema: Fixture.schema)))
    }
}

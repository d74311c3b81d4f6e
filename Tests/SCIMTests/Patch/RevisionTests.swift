import Testing

@testable import SCIM

@Suite struct RevisionTests {
    private static let manager = AttributePath(schema: .enterpriseUser, attribute: "manager")

    /// The operations of a PATCH, and the attributes that it speaks of.
    @Test(
        arguments: [
            (#"[{"op":"replace","path":"active","value":false}]"#, [AttributePath(attribute: "active")]),
            (
                #"[{"op":"replace","value":{"active":true,"title":"Chief"}}]"#,
                ["active", "title"].map { AttributePath(attribute: $0) }
            ),
            (#"[{"op":"remove","path":"name.givenName"}]"#, [AttributePath(attribute: "name")]),
            (
                #"[{"op":"remove","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"}]"#,
                [Self.manager]
            ),
            (
                #"[{"op":"add","path":"emails[type eq \"work\"].value","value":"a@b.c"}]"#,
                [AttributePath(attribute: "emails")]
            ),
        ] as [(String, [AttributePath])])
    func aPatchSpeaksOfWhatItsOperationsAreOn(operations: String, spoken: [AttributePath]) throws {
        let body = try JSONReader.read(Array(#"{"Operations":\#(operations)}"#.utf8))
        let bob = Resource(attributes: [
            "userName": "bob", "active": true, "name": ["givenName": "Bob", "familyName": "Lee"],
        ])
        let patch = try Patch(decoding: body)
        #expect(patch.attributes(of: .user) == spoken)
        let revision = try bob.applying(patch, of: .user)
        #expect(revision.spoken == .only(spoken))
        #expect(!revision.isWhole)
        for path in ["active", "title", "name", "emails"].map({ AttributePath(attribute: $0) }) + [Self.manager] {
            #expect(revision.speaks(of: path) == spoken.contains(path))
        }
    }

    @Test func membersThatAreNotLoadedAreEditedAndNotSpokenOf() throws {
        let body = try JSONReader.read(
            Array(#"{"Operations":[{"op":"add","path":"members","value":[{"value":"1"}]}]}"#.utf8))
        let members = AttributePath(attribute: "members")
        let revision = try Resource().applying(try Patch(decoding: body), of: .group, unloaded: [members])
        #expect(revision.spoken == .only([]))
        #expect(revision.edits.map(\.path) == [members])
    }

    @Test func anOperationOnAWholeSchemaMayBeOnAnyAttribute() {
        let schema = AttributePath(schema: .enterpriseUser, attribute: "")
        #expect(Patch(operations: [.init(.remove, path: schema)]).attributes(of: .user) == nil)
        #expect(Patch(operations: [.init(.add, value: .null)]).attributes(of: .user) == nil)
    }

    @Test func aWholeResourceSpeaksOfEverything() {
        let revision = Revision(resource: Resource(), spoken: .everything)
        #expect(revision.isWhole)
        #expect(revision.speaks(of: AttributePath(attribute: "title")))
    }
}

import SCIM
import Testing

@Suite struct SchemaSubsetTests {
    private static let starmind = [
        "externalId", "userName", "active", "title", "name.givenName", "name.familyName", "displayName",
        #"emails[type eq "work"].value"#,
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ]

    private func limited(_ paths: [String], required: [String] = []) throws -> ResourceType {
        try ResourceType.user.limited(
            to: paths.map { try AttributePath(parsing: $0) },
            required: required.map { try AttributePath(parsing: $0) }
        )
    }

    @Test func advertisesWhatIsMappedAndNothingElse() throws {
        let type = try self.limited(Self.starmind)
        #expect(
            type.schema.attributes.map(\.name) == [
                "externalId", "userName", "name", "displayName", "title", "active", "emails",
            ]
        )
        #expect(type.extensions.map { $0.schema.attributes.map(\.name) } == [["organization", "department"]])
        #expect(type.schema.attribute(named: "name")?.subAttributes.map(\.name) == ["familyName", "givenName"])
    }

    @Test func takesTypesFromValueFilters() throws {
        let type = try self.limited([
            #"phoneNumbers[type eq "mobile"].value"#, #"phoneNumbers[type eq "work"].value"#,
            #"phoneNumbers[type eq "work"].display"#,
        ])
        let numbers = type.schema.attribute(named: "phoneNumbers")
        #expect(numbers?.subAttributes.map(\.name) == ["value", "display", "type"])
        #expect(numbers?.subAttribute(named: "type")?.canonicalValues == ["mobile", "work"])
    }

    @Test func requiresWhatTheMappingRequires() throws {
        let mail = #"emails[type eq "work"].value"#
        let type = try self.limited(["userName", "title", mail, "emails.display"], required: ["title", mail])
        #expect(type.schema.attribute(named: "userName")?.isRequired == false)
        #expect(type.schema.attribute(named: "title")?.isRequired == true)
        let emails = type.schema.attribute(named: "emails")
        #expect(emails?.isRequired == true)
        #expect(emails?.subAttributes.filter(\.isRequired).map(\.name) == ["value", "type"])
    }

    @Test func keepsWholeAttributesWholeAndDropsUnusedExtensions() throws {
        let type = try self.limited(["name", "userName"])
        #expect(type.schema.attribute(named: "name")?.subAttributes.count == 6)
        #expect(type.extensions.isEmpty)
        let manager = try self.limited(["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"])
        #expect(manager.schema.attributes.isEmpty)
        #expect(manager.extensions[0].schema.attributes.map(\.name) == ["manager"])
    }
}

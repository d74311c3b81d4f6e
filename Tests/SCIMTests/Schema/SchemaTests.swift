import SCIM
import Testing

@Suite struct SchemaTests {
    @Test(arguments: [
        (Schema.user, 21), (Schema.enterpriseUser, 6), (Schema.group, 2),
    ])
    func listsTheAttributesOfTheRFC(schema: Schema, count: Int) {
        #expect(schema.attributes.count == count)
        #expect(schema.attributes.allSatisfy { !$0.description.isEmpty })
        #expect(schema.attributes.allSatisfy { ($0.type == .complex) == !$0.subAttributes.isEmpty })
    }

    @Test(arguments: [
        ("userName", "userName"), ("USERNAME", "userName"), ("name.GIVENNAME", "givenName"),
        ("emails[type eq \"work\"].Value", "value"), ("externalid", "externalId"), ("id", "id"),
        ("meta.lastModified", "lastModified"), ("schemas", "schemas"), ("members.$ref", nil),
        ("manager", nil), ("userNam", nil), ("name.nick", nil), ("userName.value", nil),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:Manager.VALUE", "value"),
        ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", nil),
        ("urn:example:2.0:User:department", nil),
    ])
    func resolvesPathsInAnyCase(text: String, name: String?) throws {
        let path = try AttributePath(parsing: text)
        #expect(ResourceType.user.attribute(at: path)?.name == name)
    }

    @Test func knowsWhatOnlyTheServiceChanges() {
        let user = ResourceType.user
        #expect(user.attribute(at: AttributePath(attribute: "groups"))?.mutability == .readOnly)
        #expect(user.attribute(at: AttributePath(attribute: "id"))?.returned == .always)
        #expect(user.attribute(at: AttributePath(attribute: "password"))?.returned == .never)
        #expect(user.attribute(at: AttributePath(attribute: "userName"))?.uniqueness == .server)
    }

    @Test func writesDefinitionsAsTheRFCDoes() throws {
        let attributes = try #require(Schema.user.value().object?["attributes"]?.array)
        #expect(
            attributes[0].json == #"""
                {"name":"userName","type":"string","multiValued":false,"description":"The name by which the user signs \#
                in, unique in the service.","required":true,"caseExact":false,"mutability":"readWrite",\#
                "returned":"default","uniqueness":"server"}
                """#
        )
        let emails = attributes.first { $0.object?["name"] == "emails" }?.object
        #expect(emails?["multiValued"] == true)
        #expect(emails?["caseExact"] == nil)
        let kind = emails?["subAttributes"]?.array?.first { $0.object?["name"] == "type" }?.object
        #expect(kind?["canonicalValues"] == ["work", "home", "other"])
        let members = Schema.group.attribute(named: "members")?.subAttribute(named: "$ref")
        #expect(members?.referenceTypes == ["User", "Group"])
    }

    @Test func describesResourceTypes() throws {
        let expected = #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User",\#
            "endpoint":"/Users","description":"User Account","schema":"CORE",\#
            "schemaExtensions":[{"schema":"ENT","required":false}],\#
            "meta":{"resourceType":"ResourceType","location":"/ResourceTypes/User"}}
            """#
        let value = ResourceType.user.value(location: "/ResourceTypes/User")
        #expect(value.json == expected.expanded)
        #expect(ResourceType.group.value().object?["schemaExtensions"] == nil)
    }
}

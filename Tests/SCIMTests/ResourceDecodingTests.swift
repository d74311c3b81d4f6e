import SCIM
import Testing

@Suite struct ResourceDecodingTests {
    private func decode(_ json: String) throws -> Resource {
        try Resource(decoding: Value(json: json.expanded), as: .user)
    }

    /// Each body with the attributes that it becomes, in spelling and order.
    @Test(arguments: [
        (#"{"USERNAME":"a","Name":{"GivenName":"b"}}"#, #"{"userName":"a","name":{"givenName":"b"}}"#),
        (#"{"schemas":["x"],"id":"1","meta":{"version":"2"},"groups":[{"value":"g"}]}"#, "{}"),
        (
            #"{"title":null,"addresses":null,"emails":[],"nickName":"","name":{"givenName":null},"roles":[null]}"#,
            #"{"addresses":[],"emails":[]}"#
        ),
        (#"{"emails":[{"type":"work","value":null,"display":""},{"value":null}]}"#, #"{"emails":[{"type":"work"}]}"#),
        (#"{"usrName":"a","name":{"nick":"b"},"department2":1}"#, "{}"),
        (#"{"active":"True"}"#, #"{"active":true}"#), (#"{"active":"fALSE"}"#, #"{"active":false}"#),
        (#"{"roles":[{"Primary":"True","value":"r"}]}"#, #"{"roles":[{"primary":true,"value":"r"}]}"#),
        (
            #"{"emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]}"#,
            #"{"emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]}"#
        ),
        (
            #"{"ENT":{"Department":"d","manager":{"Value":"m"}}}"#,
            #"{"ENT":{"department":"d","manager":{"value":"m"}}}"#
        ),
        (#"{"ENT":{"manager":"m"}}"#, #"{"ENT":{"manager":{"value":"m"}}}"#),
        (#"{"ENT":{"manager":{"value":"m","displayName":"read-only"}}}"#, #"{"ENT":{"manager":{"value":"m"}}}"#),
        (#"{"ENT":{"manager":""}}"#, "{}"), (#"{"ENT":null}"#, "{}"),
        (#"{"department":"d","manager":null,"ENT":{"division":"e"}}"#, #"{"ENT":{"department":"d","division":"e"}}"#),
        (#"{"ENT:employeeNumber":"7"}"#, #"{"ENT":{"employeeNumber":"7"}}"#),
        (#"{"CORE":{"userName":"a"}}"#, #"{"userName":"a"}"#),
        (
            #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0User":{"department":"d"},"urn:x":1}"#,
            #"{"ENT":{"department":"d"}}"#
        ),
        (
            #"""
            {"schemas":["CORE","urn:ietf:params:scim:schemas:extension:enterprise:2.0User"],"externalId":"jyoung",
            "userName":"jyoung","active":true,"addresses":null,"displayName":"Joy Young","emails":[{"type":"work",
            "value":"jyoung@x","primary":true}],"meta":{"resourceType":"User"},"name":{"familyName":"Young",
            "givenName":"Joy"},"phoneNumbers":null,"preferredLanguage":null,"title":null,"department":null,
            "manager":null}
            """#,
            #"{"externalId":"jyoung","userName":"jyoung","active":true,"addresses":[],"displayName":"Joy Young","#
                + #""emails":[{"type":"work","value":"jyoung@x","primary":true}],"#
                + #""name":{"familyName":"Young","givenName":"Joy"},"phoneNumbers":[]}"#
        ),
        (#"{"externalID":"e","password":"p"}"#, #"{"externalId":"e","password":"p"}"#),
    ])
    func decodes(body: String, attributes: String) throws {
        let resource = try self.decode(body)
        #expect(Value.object(resource.attributes).json == attributes.expanded)
        #expect(resource.id == nil)
        #expect(resource.meta == nil)
    }

    @Test func keepsThePreferenceThatNothingStores() throws {
        let type = ResourceType.user.limited(to: [try AttributePath(parsing: #"emails[type eq "work"].value"#)])
        let body = try Value(json: #"{"emails":[{"type":"work","value":"a","Primary":"True","display":"d"}]}"#)
        let resource = try Resource(decoding: body, as: type)
        #expect(resource.attributes == ["emails": [["type": "work", "value": "a", "primary": true]]])
    }

    @Test(arguments: [
        (#"{"usrName":"a","title":"t","kind":null}"#, ["usrName"]),
        (#"{"ENT":{"department":"d","salary":1},"CORE":{"usrName":"a"}}"#, ["ENT:salary", "usrName"]),
        (
            #"{"urn:x:2.0:User":{"a":1,"b":""},"urn:x:2.0:User:c":"d","urn:y":5}"#,
            ["urn:x:2.0:User:a", "urn:x:2.0:User:c", "urn:y"]
        ),
    ])
    func notesWhatNobodyKnows(body: String, foreign: [String]) throws {
        #expect(try self.decode(body).foreign.map(\.description) == foreign.map(\.expanded))
    }

    @Test(arguments: [
        (#"{"userName":5}"#, "'userName' must be a text, not a number"),
        (#"{"userName":["a"]}"#, "'userName' must be a text, not a list"),
        (#"{"active":"yes"}"#, "'active' must be true or false, not a text"),
        (#"{"active":1}"#, "'active' must be true or false, not a number"),
        (#"{"name":"Ada"}"#, "'name' must be an object, not a text"),
        (#"{"name":{"givenName":true}}"#, "'name.givenName' must be a text, not a boolean"),
        (#"{"emails":"a@b"}"#, "'emails' must be a list, not a text"),
        (#"{"emails":{"value":"a"}}"#, "'emails' must be a list, not an object"),
        (#"{"emails":["a@b"]}"#, "'emails' must be an object, not a text"),
        (#"{"emails":[{"primary":"x"}]}"#, "'emails.primary' must be true or false, not a text"),
        (#"{"ENT":"x"}"#, "must be an object with the attributes of that schema"),
    ])
    func refusesWrongTypesByName(body: String, detail: String) throws {
        let error = try #require(throws: SCIMError.self) { try self.decode(body) }
        #expect(error.type == .invalidValue)
        #expect(error.detail.contains(detail))
    }

    @Test(arguments: ["[]", "null", #""x""#, "1"])
    func refusesBodiesThatAreNoObjects(body: String) throws {
        let error = try #require(throws: SCIMError.self) { try self.decode(body) }
        #expect(error.type == .invalidSyntax)
    }

    @Test(arguments: [
        ["urn:ietf:params:scim:schemas:core:2.0:Group"], ["URN:ietf:params:scim:schemas:core:2.0:group", "urn:x"],
        ["ENT", "urn:ietf:params:scim:schemas:core:2.0:Schema"],
    ])
    func refusesResourcesOfAnotherType(schemas: [String]) throws {
        let value: Value = ["schemas": .array(schemas.map { .string($0.expanded) }), "userName": "a"]
        let error = try #require(throws: SCIMError.self) { try Resource(decoding: value, as: .user) }
        #expect(error.type == .invalidSyntax)
        #expect(error.detail.contains("urn:ietf:params:scim:schemas:core:2.0:User"))
    }

    /// Entra: the second is what it sends with groups.
    @Test(arguments: [
        [], ["http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"], ["CORE", "urn:x"],
        ["urn:ietf:params:scim:schemas:core:2.0:Group", "CORE"], ["ENT"], ["urn:scim:schemas:core:1.0"],
    ])
    func takesResourcesThatDoNotSayOtherwise(schemas: [String]) throws {
        let value: Value = ["schemas": .array(schemas.map { .string($0.expanded) }), "userName": "a"]
        #expect(try Resource(decoding: value, as: .user).attributes["userName"] == "a")
    }

    @Test func readsTheFirstOfTwoWorkAddresses() throws {
        let resource = try self.decode(#"{"emails":[{"type":"work","value":"a"},{"type":"Work","value":"b"}]}"#)
        #expect(try resource[AttributePath(parsing: #"emails[type eq "work"].value"#)] == ["a", "b"])
    }

    @Test func decodesGroups() throws {
        let value = try Value(json: #"{"displayName":"g","members":[{"$REF":null,"value":"1","display":"x"}]}"#)
        let group = try Resource(decoding: value, as: .group)
        #expect(Value.object(group.attributes).json == #"{"displayName":"g","members":[{"value":"1"}]}"#)
    }
}

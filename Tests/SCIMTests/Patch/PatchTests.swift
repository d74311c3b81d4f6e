import SCIM
import Testing

/// PATCH as RFC 7644 section 3.5.2 has it.
@Suite struct PatchTests {
    @Test(arguments: [
        PatchCase(#"{"op":"add","path":"title","value":"x"}"#, "{}", #"{"title":"x"}"#),
        PatchCase(#"{"op":"replace","path":"title","value":"x"}"#, #"{"title":"y"}"#, #"{"title":"x"}"#),
        PatchCase(#"{"op":"replace","path":"active","value":false}"#, #"{"active":true}"#, #"{"active":false}"#),
        PatchCase(#"{"op":"remove","path":"title"}"#, #"{"title":"y"}"#, "{}"),
        PatchCase(#"{"op":"remove","path":"title"}"#, "{}", "{}"),
        PatchCase(#"{"op":"add","path":"name.givenName","value":"x"}"#, "{}", #"{"name":{"givenName":"x"}}"#),
        PatchCase(
            #"{"op":"replace","path":"name","value":{"givenName":"x"}}"#,
            #"{"name":{"givenName":"a","familyName":"b"}}"#,
            #"{"name":{"givenName":"x","familyName":"b"}}"#
        ),
        PatchCase(
            #"{"op":"remove","path":"name.givenName"}"#, #"{"name":{"givenName":"a","familyName":"b"}}"#,
            #"{"name":{"familyName":"b"}}"#
        ),
        PatchCase(#"{"op":"remove","path":"name.givenName"}"#, #"{"name":{"givenName":"a"}}"#, "{}"),
        PatchCase(#"{"op":"remove","path":"ENT"}"#, #"{"title":"t","ENT":{"department":"d"}}"#, #"{"title":"t"}"#),
    ])
    func changesSingleValues(patch: PatchCase) throws {
        try patch.check()
    }

    private static let two = #"{"emails":[{"type":"work","value":"w","primary":true},{"type":"home","value":"h"}]}"#

    @Test(arguments: [
        PatchCase(
            #"{"op":"add","path":"emails","value":[{"type":"other","value":"o"}]}"#, two,
            #"""
            {"emails":[{"type":"work","value":"w","primary":true},{"type":"home","value":"h"},
            {"type":"other","value":"o"}]}
            """#
        ),
        PatchCase(#"{"op":"add","path":"emails","value":[{"type":"home","value":"H"}]}"#, two, two.capitalisedHome),
        PatchCase(
            #"{"op":"add","path":"emails","value":[{"type":"home","value":"h","primary":true}]}"#, two,
            #"{"emails":[{"type":"work","value":"w","primary":false},{"type":"home","value":"h","primary":true}]}"#
        ),
        PatchCase(
            #"{"op":"add","path":"emails","value":[{"value":"a"},{"value":"a"},{"value":null}]}"#, "{}",
            #"{"emails":[{"value":"a"}]}"#
        ),
        PatchCase(#"{"op":"replace","path":"emails","value":[{"value":"a"}]}"#, two, #"{"emails":[{"value":"a"}]}"#),
        PatchCase(#"{"op":"replace","path":"emails","value":[]}"#, two, "{}"),
        PatchCase(#"{"op":"remove","path":"emails"}"#, two, "{}"),
        PatchCase(
            #"{"op":"remove","path":"emails[type eq \"work\"]"}"#, two, #"{"emails":[{"type":"home","value":"h"}]}"#
        ),
        PatchCase(#"{"op":"remove","path":"emails[type eq \"fax\"]"}"#, two, two),
        PatchCase(
            #"{"op":"remove","path":"emails[type eq \"work\"].primary"}"#, two,
            #"{"emails":[{"type":"work","value":"w"},{"type":"home","value":"h"}]}"#
        ),
        PatchCase(
            #"{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"x"}}"#, two,
            #"{"emails":[{"type":"work","value":"x"},{"type":"home","value":"h"}]}"#
        ),
        PatchCase(
            #"{"op":"add","path":"emails[type eq \"work\"]","value":{"display":"x"}}"#, two,
            #"{"emails":[{"type":"work","value":"w","primary":true,"display":"x"},{"type":"home","value":"h"}]}"#
        ),
        PatchCase(
            #"{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}"#, two,
            #"{"emails":[{"type":"work","value":"w","primary":false},{"type":"home","value":"h","primary":true}]}"#
        ),
        PatchCase(
            #"{"op":"replace","path":"emails.display","value":"x"}"#, two,
            #"""
            {"emails":[{"type":"work","value":"w","primary":true,"display":"x"},
            {"type":"home","value":"h","display":"x"}]}
            """#
        ),
        PatchCase(
            #"{"op":"replace","path":"emails[type eq \"work\" or type eq \"home\"].display","value":"x"}"#, two,
            #"""
            {"emails":[{"type":"work","value":"w","primary":true,"display":"x"},
            {"type":"home","value":"h","display":"x"}]}
            """#
        ),
    ])
    func changesValuesOfMany(patch: PatchCase) throws {
        try patch.check()
    }

    /// Which texts are the same is the store's to say, in a path as among the values that go or come.
    @Test(arguments: [
        (#"{"op":"remove","path":"roles[value sw \"a b\"]"}"#, #"{"title":"a  b"}"#),
        (#"{"op":"remove","path":"roles","value":[{"value":"a b"}]}"#, #"{"title":"a  b"}"#),
        (#"{"op":"remove","path":"roles.value","value":"a b"}"#, #"{"title":"a  b"}"#),
        (#"{"op":"remove","path":"title","value":"a b"}"#, #"{"roles":[{"value":"a  b"}]}"#),
        (
            #"{"op":"add","path":"roles","value":[{"value":"a b"}]}"#,
            #"{"title":"a  b","roles":[{"value":"a b"}]}"#
        ),
        (
            #"{"op":"replace","path":"roles[value eq \"a b\"].value","value":"c"}"#,
            #"{"title":"a  b","roles":[{"value":"c"}]}"#
        ),
    ])
    func believesTheStore(operation: String, after: String) throws {
        let rule = TextRule { _, held, wanted in held == "a  b" && wanted == "a b" }
        let patch = try Patch(decoding: try Value(json: #"{"Operations":[\#(operation)]}"#))
        let compared = patch.comparedTexts(of: .user)
        #expect(Set(compared.map(\.text)) == ["a b"])
        let before = Resource(attributes: ["title": "a  b", "roles": [["value": "a  b"]]])
        let revision = try before.applying(patch, of: .user) { path in
            compared.contains { $0.path == path || $0.path == path.part("value") } ? rule : nil
        }
        #expect(Value.object(revision.resource.attributes) == (try Value(json: after)))
    }

    @Test(arguments: [
        PatchCase(
            #"{"op":"remove","path":"title"},{"op":"add","path":"title","value":"a"},{"op":"replace","path":"title","value":"b"}"#,
            #"{"title":"t"}"#, #"{"title":"b"}"#
        ),
        PatchCase(
            #"{"op":"remove","path":"userName"},{"op":"add","path":"userName","value":"b"}"#, #"{"userName":"a"}"#,
            #"{"userName":"b"}"#
        ),
        PatchCase(
            #"""
            {"op":"remove","path":"preferredLanguage"},{"op":"add","path":"externalId","value":"e"},
            {"op":"replace","path":"displayName","value":"d"}
            """#, #"{"preferredLanguage":"de","displayName":"c"}"#, #"{"externalId":"e","displayName":"d"}"#
        ),
    ])
    func appliesOperationsInTheirOrder(patch: PatchCase) throws {
        try patch.check()
    }

    @Test(arguments: [
        (#"{"op":"add","path":"nickname2","value":"x"}"#, SCIMError.Kind.invalidPath, "nickname2"),
        (#"{"op":"add","path":"name.nick","value":"x"}"#, .invalidPath, "name.nick"),
        (#"{"op":"add","path":"title.value","value":"x"}"#, .invalidPath, "title.value"),
        (#"{"op":"add","path":"emails[kind eq \"x\"].value","value":"x"}"#, .invalidPath, "emails[kind"),
        (#"{"op":"add","path":"ENT:salary","value":"x"}"#, .invalidPath, "salary"),
        (#"{"op":"add","value":{"salary":"x"}}"#, .invalidPath, "attribute mapping"),
        (#"{"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}"#, .invalidPath, "extension"),
        (#"{"op":"replace","path":"id","value":"other"}"#, .mutability, "id"),
        (#"{"op":"remove","path":"id"}"#, .mutability, "id"),
        (#"{"op":"replace","path":"meta.created","value":"x"}"#, .mutability, "meta"),
        (#"{"op":"add","path":"groups","value":[{"value":"g"}]}"#, .mutability, "groups"),
        (#"{"op":"add","path":"ENT:manager.displayName","value":"x"}"#, .mutability, "manager"),
        (#"{"op":"remove","path":"userName"}"#, .mutability, "userName"),
        (#"{"op":"replace","path":"userName","value":""}"#, .mutability, "userName"),
        (#"{"op":"replace","path":"active","value":"maybe"}"#, .invalidValue, "active"),
        (#"{"op":"replace","path":"title","value":5}"#, .invalidValue, "title"),
        (#"{"op":"replace","path":"title","value":["a","b"]}"#, .invalidValue, "title"),
        (#"{"op":"replace","path":"title","value":{"value":"a"}}"#, .invalidValue, "title"),
        (#"{"op":"replace","path":"name","value":"Ada"}"#, .invalidValue, "name"),
        (#"{"op":"add","path":"addresses","value":["x"]}"#, .invalidValue, "addresses"),
        (#"{"op":"add","path":"emails[type sw \"w\"].value","value":"x"}"#, .noTarget, "emails"),
        (#"{"op":"add","path":"emails[type eq \"a\" or type eq \"b\"].value","value":"x"}"#, .noTarget, "emails"),
    ])
    func refuses(operation: String, kind: SCIMError.Kind, named: String) throws {
        let error = try #require(throws: SCIMError.self) {
            try #"{"userName":"a"}"#.revised(by: #"{"op":"add","path":"title","value":"t"},"# + operation)
        }
        #expect(error.type == kind)
        #expect(error.status == 400)
        #expect(error.detail.contains(named))
    }

    @Test(arguments: [
        (#"{"op":"add","path":"urn:x:2.0:User:a","value":"x"}"#, ["urn:x:2.0:User:a"]),
        (#"{"op":"replace","path":"urn:x:2.0:User","value":{"a":"x","b":null}}"#, ["urn:x:2.0:User:a"]),
        (
            #"{"op":"add","value":{"urn:x:2.0:User":{"a":{"b":1}},"urn:x:2.0:User:b":2}}"#,
            ["urn:x:2.0:User:a", "urn:x:2.0:User:b"]
        ),
        (#"{"op":"remove","path":"urn:x:2.0:User:a"}"#, []),
        (#"{"op":"add","path":"urn:x:2.0:User:a","value":""}"#, []),
    ])
    func ignoresExtensionsThatNobodyKnows(operation: String, foreign: [String]) throws {
        let revision = try #"{"userName":"a"}"#.revised(by: operation)
        #expect(revision.resource.attributes == ["userName": "a"])
        #expect(revision.resource.foreign.map(\.description) == foreign)
    }

    @Test func namesTheOperationThatFails() throws {
        let error = try #require(throws: SCIMError.self) {
            try "{}".revised(by: #"{"op":"Replace","value":{"name.givenName":5}}"#)
        }
        #expect(
            error.detail
                == "replace name.givenName: 'name.givenName' must be a text, not a number; correct what the client sends for it."
        )
    }

    @Test(arguments: [
        "[" + (0...1000).map { "\"v\($0)\"" }.joined(separator: ",") + "]",
        "[" + (0...1000).map { #"{"type":"t\#($0)","value":"v"}"# }.joined(separator: ",") + "]",
    ])
    func refusesValuesWithoutEnd(values: String) throws {
        let error = try #require(throws: SCIMError.self) {
            try "{}".revised(by: #"{"op":"add","path":"emails","value":\#(values)}"#)
        }
        #expect(error.type == .invalidValue)
        #expect(error.detail.contains("more than 1000 values"))
    }

    @Test func takesTheSpellingOfTheSchema() throws {
        let revision = try "{}".revised(
            by:
                #"{"op":"add","value":{"USERNAME":"a","Addresses[Type eq \"work\"].Formatted":"f","ENT":{"DIVISION":"d"}}}"#
        )
        let expected = #"{"userName":"a","addresses":[{"type":"work","formatted":"f"}],"ENT":{"division":"d"}}"#
        #expect(Value.object(revision.resource.attributes).json == expected.expanded)
    }

    @Test func acceptsPatchesMadeInCode() throws {
        let patch = Patch(operations: [.init(.add, value: ["title": "t", "name.givenName": "g"])])
        let revision = try Resource(id: "1").applying(patch, of: .user)
        #expect(revision.resource.attributes == ["title": "t", "name": ["givenName": "g"]])
        #expect(throws: SCIMError.self) {
            try Resource().applying(Patch(operations: [.init(.remove)]), of: .user)
        }
    }
}

extension String {
    /// The two addresses with the text of the last operation that named the home address.
    fileprivate var capitalisedHome: String {
        self.split(separator: #""h""#).joined(separator: #""H""#)
    }
}

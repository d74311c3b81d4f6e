import SCIM
import Testing

@Suite struct PatchDecodingTests {
    private func decode(_ json: String) throws -> Patch {
        try Patch(decoding: Value(json: json.expanded))
    }

    @Test(arguments: [
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[OP]}"#,
        #"{"Operations":[OP],"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}"#,
        #"{"operations":[OP]}"#, #"{"OPERATIONS":[OP],"schemas":null}"#, #"{"schemas":["CORE"],"Operations":[OP]}"#,
    ])
    func readsBodiesInAnyShape(body: String) throws {
        let operation = #"{"op":"Replace","path":"title","value":"x","name":"ignored"}"#
        let patch = try self.decode(body.split(separator: "OP]").joined(separator: operation + "]"))
        #expect(patch.operations == [.init(.replace, path: AttributePath(attribute: "title"), value: "x")])
    }

    @Test(arguments: [
        ("add", Patch.Operation.Kind.add), ("Add", .add), ("REPLACE", .replace), ("Remove", .remove),
        ("rEmOvE", .remove),
    ])
    func readsVerbsInAnyCase(word: String, kind: Patch.Operation.Kind) throws {
        let patch = try self.decode(#"{"Operations":[{"OP":"\#(word)","Path":"title","VALUE":null}]}"#)
        #expect(patch.operations == [.init(kind, path: AttributePath(attribute: "title"), value: .null)])
    }

    @Test func refusesOtherMessages() throws {
        let body =
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{"op":"remove","path":"title"}]}"#
        let error = try #require(throws: SCIMError.self) { try self.decode(body) }
        #expect(error.type == .invalidSyntax)
        #expect(error.detail.contains("PatchOp"))
    }

    /// The value of an operation without path, and the paths and values that it becomes.
    @Test(arguments: [
        (#"{"displayName":"a","name.givenName":"b"}"#, [("displayName", #""a""#), ("name.givenName", #""b""#)]),
        (#"{"name":{"givenName":"b"}}"#, [("name", #"{"givenName":"b"}"#)]),
        (#"{"ENT:employeeNumber":"1"}"#, [("ENT:employeeNumber", #""1""#)]),
        (#"{"ENT.manager":"m"}"#, [("ENT:manager", #""m""#)]),
        (
            #"{"ENT":{"department":"d","manager.value":"m"}}"#,
            [("ENT:department", #""d""#), ("ENT:manager.value", #""m""#)]
        ),
        (#"{"CORE:userName":"a","CORE":{"title":"t"}}"#, [("userName", #""a""#), ("title", #""t""#)]),
        (#"{"emails[type eq \"work\"].value":"w"}"#, [(#"emails[type eq "work"].value"#, #""w""#)]),
        (#"{"schemas":[],"meta":{},"id":"1"}"#, [("id", #""1""#)]), ("{}", []),
    ])
    func spreadsOperationsWithoutPath(value: String, operations: [(path: String, value: String)]) throws {
        for head in ["", #""path":null,"#, #""path":"","#] {
            let patch = try self.decode(#"{"Operations":[{"op":"add",\#(head)"value":\#(value)}]}"#)
            #expect(patch.operations.map { $0.path?.description } == operations.map(\.path.expanded))
            #expect(patch.operations.compactMap(\.value?.json) == operations.map(\.value))
            #expect(patch.operations.allSatisfy { $0.kind == .add })
        }
    }

    @Test(arguments: [
        ("[]", SCIMError.Kind.invalidSyntax), ("{}", .invalidSyntax), (#"{"Operations":null}"#, .invalidSyntax),
        (#"{"Operations":{}}"#, .invalidSyntax), (#"{"Operations":[1]}"#, .invalidSyntax),
        (#"{"Operations":[{"path":"title","value":1}]}"#, .invalidSyntax),
        (#"{"Operations":[{"op":"move","path":"title","value":1}]}"#, .invalidSyntax),
        (#"{"Operations":[{"op":"add","path":5,"value":1}]}"#, .invalidSyntax),
        (#"{"Operations":[{"op":"add","path":"a b","value":1}]}"#, .invalidPath),
        (#"{"Operations":[{"op":"add","path":"emails[type eq","value":1}]}"#, .invalidPath),
        (#"{"Operations":[{"op":"add","value":{"a b":1}}]}"#, .invalidPath),
        (#"{"Operations":[{"op":"add","path":"title"}]}"#, .invalidValue),
        (#"{"Operations":[{"op":"replace"}]}"#, .invalidValue),
        (#"{"Operations":[{"op":"replace","value":"x"}]}"#, .invalidValue),
        (#"{"Operations":[{"op":"replace","path":"ENT","value":"x"}]}"#, .invalidValue),
        (#"{"Operations":[{"op":"remove"}]}"#, .noTarget),
        (#"{"Operations":[{"op":"Remove","value":{"title":"x"}}]}"#, .noTarget),
    ])
    func refusesWhatIsNoPatch(body: String, kind: SCIMError.Kind) throws {
        let error = try #require(throws: SCIMError.self) { try self.decode(body) }
        #expect(error.type == kind)
        #expect(error.status == 400)
    }

    @Test func readsTheOthers() throws {
        let patch = try self.decode(
            #"""
            {"Operations":[{"op":"add","path":"emails[value eq \"secret\"","value":"x"},7,
            {"op":"replace","value":{"title":"t","a b":1,"CORE":{"nickName":"n","1":2}}},{"op":"add","path":"ENT","value":5}]}
            """#)
        #expect(patch.operations.map(\.path?.description) == ["title", "nickName"])
        let error = try #require(throws: SCIMError.self) { try Resource().applying(patch, of: .user) }
        #expect(error == patch.faults[0].error)
        #expect(patch.faults.map(\.name) == ["emails", "operation 2", "a b", "1", "ENT".expanded])
    }
}

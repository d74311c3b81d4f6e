import SCIM
import Testing

@Suite struct BulkRequestTests {
    private func request(_ operations: String, _ more: String = "") throws -> BulkRequest {
        try BulkRequest(decoding: JSONReader.read(#"{\#(more)"Operations":[\#(operations)]}"#.utf8))
    }

    private func error(_ operation: String) throws -> SCIMError? {
        switch try self.request(operation).operations[0].call {
        case .success: nil
        case .failure(let error): error
        }
    }

    @Test func readsOperations() throws {
        let request = try self.request(
            #"""
            {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"ada"}},
            {"method":"put","path":"/Users/1","version":"W/\"7\"","data":{"title":"x"}},
            {"method":"PATCH","path":"Groups/bulkId:a","bulkId":"p","data":{}},
            {"method":"DELETE","path":"/Users/1","data":null,"version":"*"}
            """#, #""FAILONERRORS":2,"#)
        #expect(request.failOnErrors == 2)
        let calls = try request.operations.map { try $0.call.get() }
        #expect(calls.map(\.method) == [.post, .put, .patch, .delete])
        #expect(calls.map(\.path) == ["/Users", "/Users/1", "Groups/bulkId:a", "/Users/1"])
        #expect(calls.map(\.version) == [nil, .tags([#""7""#]), nil, .any])
        #expect(calls[0].data == ["userName": "ada"])
        #expect(request.operations.map(\.bulkID) == ["a", nil, "p", nil])
        #expect(request.operations.map(\.word) == ["POST", "put", "PATCH", "DELETE"])
    }

    @Test(arguments: [
        "7", #"{"path":"/Users"}"#, #"{"method":"GET","path":"/Users/1"}"#, #"{"method":"DELETE"}"#,
        #"{"method":"POST","path":"/Users","bulkId":"a"}"#, #"{"method":"POST","path":"/Users","data":{}}"#,
        #"{"method":"POST","path":"/Users","bulkId":"","data":{}}"#,
        #"{"method":"POST","path":"/Users","bulkId":7,"data":{}}"#,
        #"{"method":"PUT","path":"/Users/1","data":[]}"#, #"{"method":"PATCH","path":"/Users/1","data":"{}"}"#,
        #"{"method":"DELETE","path":7}"#, #"{"method":"DELETE","path":"/Users/1","version":7}"#,
    ])
    func keepsWhatCannotBeReadAsAFailure(operation: String) throws {
        let error = try #require(try self.error(operation))
        #expect(error.status == 400)
        #expect(error.type == .invalidSyntax)
    }

    @Test func refusesVersionsAndNamesThatSayNothing() throws {
        #expect(try self.error(#"{"method":"DELETE","path":"/Users/1","version":"7"}"#)?.type == .invalidValue)
        let post = #"{"method":"POST","path":"/Users","bulkId":"a","data":{}}"#
        let twice = try self.request("\(post),\(post)").operations
        #expect((try? twice[0].call.get()) != nil)
        #expect((try? twice[1].call.get()) == nil)
    }

    @Test(arguments: [
        "7", "{}", #"{"Operations":{}}"#, #"{"Operations":[]}"#, #"{"Operations":[{}],"failOnErrors":0}"#,
        #"{"Operations":[{}],"failOnErrors":"1"}"#, #"{"Operations":[{}],"failOnErrors":1.5}"#,
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{}]}"#,
    ])
    func refusesWhatIsNoListOfOperations(body: String) {
        #expect(throws: SCIMError.self) { try BulkRequest(decoding: JSONReader.read(body.utf8)) }
    }
}

@Suite struct BulkReferenceTests {
    private static let known = ["a": "1", "b": "2"]

    private func call(_ data: String, path: String = "/Users") throws -> BulkRequest.Call {
        BulkRequest.Call(.post, path, data: try #require(try JSONReader.read(data.utf8).object))
    }

    @Test(arguments: [
        (#"{"manager":{"value":"bulkId:a"}}"#, ["a"], #"{"manager":{"value":"1"}}"#),
        (#"{"m":[{"value":"bulkId:b"},"BULKID:a",7]}"#, ["b", "a"], #"{"m":[{"value":"2"},"1",7]}"#),
        (
            #"{"path":"members[value eq \"bulkId:a\" or value eq \"x\"]"}"#, ["a"],
            #"{"path":"members[value eq \"1\" or value eq \"x\"]"}"#
        ),
        (
            #"{"m":"bulkId:c","n":"see bulkId:a","o":"\"q\""}"#, ["c"],
            #"{"m":"bulkId:c","n":"see bulkId:a","o":"\"q\""}"#
        ),
    ])
    func resolvesReferencesInData(data: String, ids: [String], resolved: String) throws {
        let call = try self.call(data)
        #expect(call.references == ids)
        #expect(Value.object(call.data(resolving: Self.known)).json == resolved)
    }

    @Test func resolvesReferencesInPaths() throws {
        let call = try self.call(#"{"x":"bulkId:b"}"#, path: "/Users/bulkId:a")
        #expect(call.references == ["a", "b"])
        #expect(try call.segments(resolving: Self.known) { $0.uppercased() } == ["USERS", "1"])
        #expect(try call.segments(resolving: [:]) { String($0) } == ["Users", "bulkId:a"])
        #expect(try self.call("{}", path: "/Users/a/b").segments(resolving: [:]) { String($0) } == ["Users", "a", "b"])
    }

    @Test(arguments: [
        ("/Users/bulkId:a/b", "a/b"), ("Users//bulkid:a/b", "a/b"), ("/Users/bulkId:a%2fb", "a/b"),
        ("/Users/bulkId:%", "%"), ("/Users/bulkId:50%25", "50%"), ("/Users/bulkId:bulkId:/", "bulkId:/"),
    ])
    func readsAllBehindTheMarkInAPathAsTheName(path: String, id: String) throws {
        let body: Value = ["Operations": [["method": "DELETE", "path": .string(path)]]]
        let unescaped = ["a%2fb": "a/b", "50%25": "50%"]
        let operation = try BulkRequest(decoding: body) { unescaped[$0] }.operations[0]
        let call = try operation.call.get()
        #expect(call.references == [id])
        #expect(operation.path == call.path)
        #expect(try call.segments(resolving: [id: "1"]) { String($0) } == ["Users", "1"])
    }

    @Test func partsTheReferencesFromTheRest() throws {
        let call = try self.call(
            #"""
            {"userName":"u","manager":{"value":"bulkId:a"},"members":[{"value":"bulkId:a"},{"value":"bulkId:b"}],
             "urn:x":{"title":"t","boss":"bulkId:a"}}
            """#)
        let (now, later) = call.parted(from: ["a"], of: "me")
        #expect(
            Value.object(now.data).json
                == #"{"userName":"u","members":[{"value":"bulkId:b"}],"urn:x":{"title":"t"}}"#)
        #expect(later.method == .patch)
        #expect(later.path == "/Users/bulkId:me")
        #expect(
            Value.object(later.data).json == #"""
                {"Operations":[{"op":"add","value":{"manager":{"value":"bulkId:a"},"members":[{"value":"bulkId:a"}],\#
                "urn:x":{"boss":"bulkId:a"}}}]}
                """#)
    }
}

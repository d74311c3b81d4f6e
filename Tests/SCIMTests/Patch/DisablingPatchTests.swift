import SCIM
import Testing

@Suite struct DisablingPatchTests {
    private func read(_ operations: String, of type: ResourceType = .user) throws -> DisablingPatch? {
        let body = try Value(json: #"{"Operations":[\#(operations)]}"#.expanded)
        return DisablingPatch(try Patch(decoding: body, extensions: type.extensionURNs), of: type)
    }

    @Test(arguments: [
        #"{"op":"Replace","path":"active","value":"False"}"#, #"{"op":"Add","path":"ACTIVE","value":"false"}"#,
        #"{"op":"replace","path":"active","value":["False"]}"#, #"{"op":"replace","path":"CORE:active","value":false}"#,
        #"{"op":"replace","value":{"active":false}}"#, #"{"op":"replace","value":{"CORE":{"active":"FALSE"}}}"#,
        #"{"op":"replace","path":"active","value":[{"value":"False"}]}"#,
        #"{"op":"replace","path":"active","value":true},{"op":"replace","path":"active","value":false}"#,
        #"{"op":"remove","path":"active"},{"op":"add","path":"active","value":false}"#,
    ])
    func disables(operations: String) throws {
        let patch = try #require(try self.read(operations))
        #expect(patch.others.isEmpty && patch.faults.isEmpty)
        let disable = Patch.Operation(.replace, path: AttributePath(attribute: "active"), value: false)
        #expect(patch.patch(beside: []).operations == [disable])
    }

    @Test(arguments: [
        #"{"op":"replace","path":"active","value":true}"#, #"{"op":"replace","path":"title","value":"x"}"#,
        #"{"op":"replace","path":"active","value":false},{"op":"replace","path":"active","value":"True"}"#,
        #"{"op":"replace","path":"active","value":false},{"op":"remove","path":"active"}"#,
        #"{"op":"replace","path":"active","value":"maybe"}"#, #"{"op":"replace","path":"active","value":null}"#,
        #"{"op":"replace","path":"active.value","value":false}"#,
        #"{"op":"replace","path":"ENT:active","value":false}"#,
        #"{"op":"replace","path":"active","value":{"value":{"value":false}}}"#,
    ])
    func leavesOthersAlone(operations: String) throws {
        #expect(try self.read(operations) == nil)
        let disable = #"{"op":"replace","path":"active","value":false}"#
        #expect(try self.read(disable, of: .group) == nil)
    }

    @Test func tellsWhatComesBesideIt() throws {
        let patch = try #require(
            try self.read(
                #"""
                {"op":"replace","value":{"title":"t","active":"False","name.givenName":"g"}},{"op":"add","path":"a b","value":1},
                {"op":"replace","path":"active","value":"maybe"}
                """#))
        #expect(patch.others.map(\.path?.description) == ["title", "name.givenName"])
        #expect(patch.faults.map(\.name) == ["a b", "active"])
        #expect(
            patch.patch(beside: patch.others).operations.map(\.path?.description) == [
                "title", "name.givenName", "active",
            ])
        #expect(patch.patch(beside: patch.others).faults.isEmpty)
    }
}

import SCIM
import Testing

@Suite struct EditTests {
    private static let members = AttributePath(attribute: "members")

    private func actions(_ operations: String, at path: AttributePath = members) throws -> [Edit.Action] {
        let revision = try #"{"displayName":"g"}"#.revised(by: operations, of: .group, unloaded: [path])
        #expect(revision.resource.attributes == ["displayName": "g"])
        #expect(revision.edits.allSatisfy { $0.path == path })
        return revision.edits.map(\.action)
    }

    private static let one: [Value] = [["value": "1"]]
    private static let two: [Value] = [["value": "1"], ["value": "2"]]

    private static let additions: [(String, [Edit.Action])] = [
        (#"{"op":"Add","path":"members","value":[{"$ref":null,"value":"1"}]}"#, [.add(one)]),
        (
            #"{"op":"add","path":"members","value":[{"value":"1","displayName":"x"},{"value":"2"},{"value":"1"}]}"#,
            [.add(two)]
        ),
        (#"{"op":"add","path":"members","value":"1"}"#, [.add(one)]),
        (#"{"op":"add","path":"members","value":["1","2"]}"#, [.add(two)]),
        (#"{"op":"add","path":"members","value":{"value":"1"}}"#, [.add(one)]),
        (
            #"{"op":"add","path":"members","value":[{"$ref":"https://a/v2/Users/1"}]}"#,
            [.add([["value": "1", "$ref": "https://a/v2/Users/1"]])]
        ),
        (#"{"op":"add","path":"members.value","value":"1"}"#, [.add(one)]),
        (#"{"op":"add","value":{"members":[{"value":"1"}]}}"#, [.add(one)]),
        (#"{"op":"add","path":"MEMBERS","value":[]}"#, []), (#"{"op":"add","path":"members","value":null}"#, []),
    ]

    private static let removals: [(String, [Edit.Action])] = [
        (#"{"op":"Remove","path":"members","value":[{"value":"1"}]}"#, [.remove(one)]),
        (#"{"op":"Remove","path":"members","value":[{"value":"1"},{"value":"2"}]}"#, [.remove(two)]),
        (#"{"op":"Remove","path":"members","value":"1"}"#, [.remove(one)]),
        (#"{"op":"Remove","path":"members","value":[]}"#, []),
        (#"{"op":"remove","path":"members"}"#, [.clear]),
        (#"{"op":"remove","path":"members[value eq \"1\"]"}"#, [.remove(one)]),
        (#"{"op":"remove","path":"members[Value eq \"1\" or value eq \"2\"]"}"#, [.remove(two)]),
        (#"{"op":"remove","path":"members[value eq 1]","value":"1"}"#, [.remove(one)]),
        (#"{"op":"remove","path":"members[value eq \"1\"]","value":"2"}"#, []),
        (#"{"op":"add","path":"members[value eq \"1\"]","value":{"value":"1"}}"#, [.add(one)]),
        (
            #"{"op":"replace","path":"members[value eq \"2\"]","value":{"value":"1"}}"#,
            [.remove([["value": "2"]]), .add(one)]
        ),
    ]

    private static let sequences: [(String, [Edit.Action])] = [
        (#"{"op":"replace","path":"members","value":[{"value":"1"},{"value":"2"}]}"#, [.replace(two)]),
        (#"{"op":"replace","path":"members","value":[]}"#, [.clear]),
        (#"{"op":"replace","path":"members","value":""}"#, [.clear]),
        (
            #"{"op":"add","path":"members","value":["1"]},{"op":"remove","path":"members[value eq \"1\"]"}"#,
            [.add(one), .remove(one)]
        ),
        (
            #"{"op":"add","path":"members","value":["3"]},{"op":"replace","path":"members","value":["1"]}"#,
            [.replace(one)]
        ),
        (
            #"{"op":"remove","path":"members","value":["3"]},{"op":"remove","path":"members"},{"op":"add","path":"members","value":["1"]}"#,
            [.clear, .add(one)]
        ),
    ]

    @Test(arguments: additions + removals + sequences)
    func editsWithoutKnowingTheValues(operations: String, actions: [Edit.Action]) throws {
        #expect(try self.actions(operations) == actions)
    }

    @Test func givesThePartThatTheCallerNamed() throws {
        let path = AttributePath(attribute: "members", subAttribute: "value")
        let operations =
            #"{"op":"add","path":"members","value":["1"]},{"op":"remove","path":"members[value eq \"2\"]"}"#
        #expect(try self.actions(operations, at: path) == [.add(["1"]), .remove(["2"])])
    }

    @Test(arguments: [
        (#"{"op":"remove","path":"members[display eq \"x\"]"}"#, SCIMError.Kind.invalidPath),
        (#"{"op":"remove","path":"members[value sw \"x\"]"}"#, .invalidPath),
        (#"{"op":"replace","path":"members[value eq \"1\"].type","value":"User"}"#, .invalidPath),
        (#"{"op":"remove","path":"members","value":null}"#, .invalidValue),
        (#"{"op":"Remove","path":"members","value":""}"#, .invalidValue),
        (#"{"op":"replace","path":"members","value":[{"value":null}]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[{"type":"User"}]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[{"value":"1"},{"display":"x"}]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[null]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[5]}"#, .invalidValue),
        (#"{"op":"remove","path":"displayName"}"#, .mutability),
    ])
    func refuses(operation: String, kind: SCIMError.Kind) throws {
        let error = try #require(throws: SCIMError.self) { try self.actions(operation) }
        #expect(error.type == kind)
    }

    @Test func editsExtensionsToo() throws {
        let path = AttributePath(schema: .enterpriseUser, attribute: "manager")
        let revision = try "{}".revised(
            by: #"{"op":"add","path":"manager","value":"m"},{"op":"add","path":"title","value":"t"}"#, unloaded: [path]
        )
        #expect(revision.edits == [Edit(path: path, action: .replace([["value": "m"]]))])
        #expect(revision.resource.attributes == ["title": "t"])
    }
}

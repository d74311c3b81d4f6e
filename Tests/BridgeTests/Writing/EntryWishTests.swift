import SCIM
import Testing

@testable import Bridge

@Suite struct EntryWishTests {
    private static let members = AttributePath(attribute: "members")

    /// What a PUT says of the members, and what is to become of those that were not loaded.
    @Test(arguments: [
        (#"{"displayName":"g"}"#, nil),
        (#"{"displayName":"g","members":[]}"#, Edit.Action.clear),
        (#"{"displayName":"g","members":null}"#, .clear),
        (#"{"displayName":"g","members":[{"value":null}]}"#, nil),
        (#"{"displayName":"g","members":[{"value":"1"}]}"#, .replace([["value": "1"]])),
    ])
    func aPutLeavesMembersAloneUnlessItNamesThem(body: String, action: Edit.Action?) throws {
        let group = try Resource(decoding: try JSONReader.read(Array(body.utf8)), as: .group)
        let revision = Revision(replacing: group, unloaded: [Self.members])
        #expect(revision.resource.attributes == ["displayName": "g"])
        #expect(revision.edits == (action.map { [Edit(path: Self.members, action: $0)] } ?? []))
    }
}

import SCIM
import Testing

@testable import Translator

/// What was sent in vain.
@Suite struct IgnoredPathsTests {
    private static let world = PlannerWorld()

    /// A body, and the paths in it that no rule stores.
    @Test(arguments: [
        (#"{"userName":"bob"}"#, []),
        (#"{"userName":"bob","nickName":"B"}"#, ["nickName"]),
        (#"{"userName":"bob","nickName":""}"#, []),
        (#"{"userName":"bob","active":false}"#, []),
        (#"{"userName":"bob","name":{"givenName":"Bob","honorificPrefix":"Dr"}}"#, ["name.honorificPrefix"]),
        (#"{"userName":"bob","emails":[{"type":"work","value":"a@x"}]}"#, []),
        (#"{"userName":"bob","emails":[{"type":"home","value":"a@x"}]}"#, [#"emails[type eq "home"]"#]),
        (
            #"{"userName":"bob","emails":[{"type":"work","value":"a@x","display":"A"}]}"#,
            [#"emails[type eq "work"].display"#]
        ),
        (#"{"userName":"bob","emails":[{"value":"a@x"}]}"#, ["emails"]),
        (#"{"userName":"bob","NAME":{"GivenName":"Bob"},"Emails":[{"Type":"work","Value":"a@x"}]}"#, []),
        (
            #"{"userName":"bob","emails":[{"type":"work","value":"a@x","primary":true},{"type":"home","value":"b@x"}]}"#,
            [#"emails[type eq "work"].primary"#, #"emails[type eq "home"]"#]
        ),
        (
            #"{"userName":"bob","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R","division":"D"}}"#,
            ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division"]
        ),
    ])
    func areThoseThatNoRuleStores(body: String, paths: [String]) throws {
        let revision = Revision(resource: try Self.world.resource(body), spoken: .everything)
        let ignored = Self.world.planner.ignored(in: revision, over: Resource())
        #expect(ignored.map(\.description) == paths)
    }

    @Test func whatIsAsItWasWasNotSentInVain() throws {
        let resource = try Self.world.resource(#"{"userName":"bob","nickName":"B"}"#)
        let revision = Revision(resource: resource, spoken: .only([]))
        #expect(Self.world.planner.ignored(in: revision, over: resource).isEmpty)
    }

    @Test func activeIsIgnoredWhereNothingDisables() throws {
        let revision = Revision(resource: Resource(attributes: ["active": true]), spoken: .everything)
        let paths = IgnoredPaths([], storesActive: false).paths(in: revision, over: Resource())
        #expect(paths == [.active])
    }
}

import LDAP
import SCIM
import Sandbox
import Testing
import Translator

/// A directory that carries no references along, and has no index for one of them.
///
/// It keeps a server busy for long, and stands alone so that nothing else does.
@Suite(
    .needs(.ds389),
    .bridge(
        on: .ds389(connections: 4) { options in
            options.plugins = [.memberOf, .uniqueness]
            options.indexes.removeAll { $0 == "manager" }
            options.content = (0..<240).map { number in
                "dn: uid=f\(number),ou=people,dc=acme,dc=example\nobjectClass: inetOrgPerson\nuid: f\(number)\ncn: F\n"
                    + "sn: F\nmail: f\(number)@acme.example\n"
                    + "manager: uid=f\(number / 2),ou=people,dc=acme,dc=example\n\n"
            }.joined()
        }), .serialized
) struct DS389FollowTests {
    @Test func manyPeopleLeaveAtOnceAndNobodyIsToldToComeAgain() async throws {
        let scene = try BridgeScene.current
        let bridge = scene.bridge { mapping in
            mapping.renaming = .follow
            BridgeScene.showManager(&mapping)
        }
        var ids: [String] = []
        for number in 0..<240 { ids.append(try await scene.id("uid=f\(number),ou=people,dc=acme,dc=example")) }
        let statuses = try await bridge.atOnce(240) { [ids] bridge, number in try await bridge.delete(ids[number]) }
        #expect(statuses.allSatisfy { $0 == 204 }, "\(statuses)")
        #expect(try await scene.names("(uid=f*)", below: "ou=people,dc=acme,dc=example") == [])
    }
}

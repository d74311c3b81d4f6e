import LDAP
import SCIM
import Testing

extension UseCase {
    static let people = [
        UseCase("a person is created, found and shown") { scene in
            let (bridge, name) = (scene.bridge(), BridgeScene.freshName("created"))
            let made = try await bridge.post(
                BridgeCaller.person(
                    name, #""name":{"givenName":"Ada","familyName":"Lovelace"}"#, #""title":"Countess""#)
            ).expect(201)
            #expect(try await scene.id("uid=\(name),ou=people,dc=acme,dc=example") == made.id)
            let found = try await bridge.find("userName eq \"\(name.uppercased())\"").expect(200)
            #expect(found.userNames.count == 1)
            let shown = try await bridge.get("/Users/\(made.id)").expect(200)
            #expect(shown["title"] == "Countess")
            #expect(shown["active"] == true)
        }
    ]
}

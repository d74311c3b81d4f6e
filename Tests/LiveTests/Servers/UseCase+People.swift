import Directories
import LDAP
import NIOHTTP1
import SCIM
import Testing

extension UseCase {
    static let people = [
        UseCase("a person is created once, found and shown") { scene in
            let (bridge, name) = (scene.bridge(), BridgeScene.freshName("created"))
            let body = BridgeCaller.person(
                name, #""name":{"givenName":"Ada","familyName":"Lovelace"}"#, #""title":"Countess""#,
                #""externalId":"id-\#(name)""#)
            let made = try await bridge.post(body).expect(201)
            #expect(try await scene.values("givenName", of: made.id) == ["Ada"])
            #expect(try await scene.values("title", of: made.id) == ["Countess"])
            try await bridge.post(body).expect(409, .uniqueness, name)
            for filter in [
                "userName eq \"\(name.uppercased())\"", "externalId eq \"id-\(name)\"", "id eq \"\(made.id)\"",
                "emails.value eq \"\(name)@acme.example\"", "emails[type eq \"work\"].value sw \"\(name)\"",
            ] {
                #expect(try await bridge.find(filter).expect(200).userNames == [name], "\(filter)")
            }
            #expect(try await bridge.find("userName eq \"no \(name)\"").expect(200)["totalResults"] == 0)
            let shown = try await bridge.get("/Users/\(made.id)").expect(200)
            #expect(shown.body == made.body)
            #expect(shown["active"] == true)
        },
        UseCase("a person who was there before is adopted without the loss of a value") { scene in
            let (bridge, name) = (scene.bridge(), BridgeScene.freshName("adopted"))
            let legacy = try await scene.addPerson(
                name, "mail: \(name)@acme.example", "title: Old", "telephoneNumber: +41 44 1", "description: kept")
            let found = try await bridge.find("userName eq \"\(name)\"").expect(200)
            #expect(found["Resources.0.id"].string == legacy.id)
            let before = try #require(try await scene.stored(legacy.id))
            try await bridge.patch(
                legacy.id, #"{"op":"add","path":"externalId","value":"ext-\#(name)"}"#,
                #"{"op":"replace","path":"title","value":"New"}"#
            ).expect(200)
            let after = try #require(try await scene.stored(legacy.id))
            for attribute in ["telephoneNumber", "description", "mail", "sn", "cn"] as [LDAP.AttributeDescription] {
                #expect(Set(after[attribute]) == Set(before[attribute]), "\(attribute)")
            }
            #expect(after["title"] == ["New"])
            #expect(try await bridge.find("externalId eq \"ext-\(name)\"").expect(200).userNames == [name])
        },
        UseCase("an update is stored and written once") { scene in
            let bridge = scene.bridge()
            let (name, id) = try await bridge.makePerson("updated", #""title":"A""#)
            let operations = [
                #"{"op":"replace","path":"title","value":"B"}"#,
                #"{"op":"add","path":"name.givenName","value":"Ada"}"#,
                #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"new.\#(name)@acme.example"}"#,
            ]
            let all = "{\"Operations\":[\(operations.joined(separator: ","))]}"
            let reply = try await bridge.send(.PATCH, "/Users/\(id)", all).expect(200)
            #expect(reply["title"] == "B")
            #expect(reply.body == (try await bridge.get("/Users/\(id)").expect(200)).body)
            let entry = try #require(try await scene.stored(id))
            #expect(entry["mail"] == [AttributeValue("new.\(name)@acme.example")])
            try await bridge.send(.PATCH, "/Users/\(id)", all).expect(200)
            #expect(try await scene.stored(id) == entry)
        },
        UseCase("a value of another spelling is stored as it was sent") { scene in
            let bridge = scene.bridge()
            let id = try await bridge.makePerson("spelled", #""title":"head of sales""#).id
            for title in ["Head of Sales", "HEAD  of Sales", "Chef – Straße 😀 日本"] {
                let change = #"{"op":"replace","path":"title","value":"\#(title)"}"#
                #expect(try await bridge.patch(id, change).expect(200)["title"].string == title)
                #expect(try await scene.values("title", of: id) == [title])
            }
        },
        UseCase("a value is cleared by PATCH and by PUT") { scene in
            let bridge = scene.bridge()
            let (name, id) = try await bridge.makePerson("cleared", #""title":"A""#, #""name":{"givenName":"Ada"}"#)
            try await bridge.patch(id, #"{"op":"remove","path":"title"}"#).expect(200)
            #expect(try await scene.values("title", of: id) == [])
            try await bridge.patch(id, #"{"op":"remove","path":"title"}"#).expect(200)
            try await bridge.put(id, BridgeCaller.person(name)).expect(200)
            #expect(try await scene.values("givenName", of: id) == [])
        },
        UseCase("a person gets another name and keeps the id") { scene in
            let bridge = scene.bridge()
            let (name, id) = try await bridge.makePerson("renamed")
            let new = "re" + name
            let change = #"{"op":"replace","path":"userName","value":"\#(new)"}"#
            #expect(try await bridge.patch(id, change).expect(200)["userName"].string == new)
            #expect(try await bridge.get("/Users/\(id)").expect(200)["userName"].string == new)
            #expect(try await bridge.find("userName eq \"\(name)\"").expect(200).userNames == [])
            let other = try await bridge.makePerson("other").name
            try await bridge.patch(id, #"{"op":"replace","path":"userName","value":"\#(other)"}"#).expect(
                409, .uniqueness, other)
            #expect(try await bridge.get("/Users/\(id)").expect(200)["userName"].string == new)
        },
        UseCase("a disabled person cannot sign in until enabled") { scene in
            let bridge = scene.bridge()
            let (name, id) = try await bridge.makePerson("disabled")
            try await scene.setPassword("pass-1-Word", of: id)
            #expect(try await scene.canSignIn(id, "pass-1-Word"))
            for (isActive, word) in [(false, "False"), (true, "True")] {
                let change = #"{"op":"Replace","path":"active","value":"\#(word)"}"#
                #expect(try await bridge.patch(id, change).expect(200)["active"] == .boolean(isActive))
                #expect(try await scene.canSignIn(id, "pass-1-Word") == (isActive || !scene.kind.locksOut))
                let entry = try await scene.stored(id)
                try await bridge.patch(id, change).expect(200)
                #expect(try await scene.stored(id) == entry)
                for (wanted, isFound) in [(isActive, true), (!isActive, false)] {
                    let found = try await bridge.find("userName eq \"\(name)\" and active eq \(wanted)").expect(200)
                    #expect(found.userNames.isEmpty != isFound, "active eq \(wanted)")
                }
            }
            let gone = try await bridge.post(BridgeCaller.person("new." + name, #""active":false"#)).expect(201)
            #expect(gone["active"] == false)
            // Where a password that somebody else writes takes the lock away, nobody but the bridge may write them.
            if scene.kind.dialect.passwordWriteUnlocks { return }
            try await scene.setPassword("pass-1-Word", of: gone.id)
            #expect(try await scene.canSignIn(gone.id, "pass-1-Word") == !scene.kind.locksOut)
        },
        UseCase("a deleted person is gone, and comes back with the same id") { scene in
            let bridge = scene.bridge()
            let name = BridgeScene.freshName("deleted")
            let body = BridgeCaller.person(name, #""externalId":"ext-\#(name)""#)
            let id = try await bridge.post(body).expect(201).id
            try await bridge.delete(id).expect(204)
            for _ in 0..<2 {
                try await bridge.get("/Users/\(id)").expect(404)
                try await bridge.delete(id).expect(404)
                try await bridge.patch(id, #"{"op":"remove","path":"title"}"#).expect(404)
            }
            #expect(try await bridge.find("userName eq \"\(name)\"").expect(200).userNames == [])
            #expect(try await scene.stored(id)?.dn.description.lowercased().contains("ou=leavers") == true)
            #expect(try await bridge.post(body).expect(201).id == id)
            #expect(try await bridge.get("/Users/\(id)").expect(200)["active"] == true)
        },
        UseCase("what the directory forbids is the client's to correct, and nothing is written") { scene in
            let bridge = scene.bridge()
            let (name, id) = try await bridge.makePerson("forbidden", #""title":"A""#)
            let before = try await scene.stored(id)
            try await bridge.patch(
                id, #"{"op":"replace","path":"title","value":"B"}"#,
                #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"\#(scene.kind.forbiddenMail)"}"#
            ).expect(400, .invalidValue, "mail")
            #expect(try await scene.stored(id) == before)
            #expect(try await bridge.find("userName eq \"\(name)\"").expect(200)["Resources.0.title"] == "A")
        },
    ]
}

import Directories
import LDAP
import SCIM
import Testing
import Translator

extension UseCase {
    /// Values that are not stored as they are sent.
    static let values = [
        UseCase("what is computed follows what it is made of") { scene in
            let templates = [try Template(parsing: "{title | ascii | upper}")]
            let bridge = scene.bridge {
                $0.computed = [Mapping.Computed(attribute: "description", templates: templates)]
            }
            let name = BridgeScene.freshName("computed")
            let made = try await bridge.post(BridgeCaller.person(name, #""title":"Köchin""#)).expect(201)
            #expect(try await scene.values("description", of: made.id) == ["KOECHIN"])
            for _ in 0..<2 {
                try await bridge.patch(made.id, #"{"op":"replace","path":"title","value":"Käser"}"#).expect(200)
                #expect(try await scene.values("description", of: made.id) == ["KAESER"])
            }
            try await scene.set("description", ["by hand"], of: made.id)
            try await bridge.patch(made.id, #"{"op":"replace","path":"title","value":"Käser"}"#).expect(200)
            #expect(try await scene.values("description", of: made.id) == ["by hand"])
        },
        UseCase("a value of another form is shown and found as it was sent") { scene in
            let path = AttributePath(attribute: "title")
            let form = try ValueForm(parsing: "post: {value}", at: path)
            let bridge = scene.bridge { mapping in
                for index in mapping.rules.indices where mapping.rules[index].path == path {
                    mapping.rules[index].form = form
                }
            }
            let name = BridgeScene.freshName("formed")
            let made = try await bridge.post(BridgeCaller.person(name, #""title":"\#(name)""#)).expect(201)
            #expect(made["title"] == .string(name))
            #expect(try await scene.values("title", of: made.id) == ["post: \(name)"])
            for filter in ["title eq \"\(name.uppercased())\"", "title ew \"\(name)\""] {
                #expect(try await bridge.find(filter).expect(200).userNames == [name], "\(filter)")
            }
            #expect(try await bridge.find("title eq \"post: \(name)\"").expect(200)["totalResults"] == 0)
            let shown = try await bridge.patch(made.id, #"{"op":"replace","path":"title","value":"Clerk"}"#).expect(200)
            #expect(shown["title"] == "Clerk")
        },
        UseCase("an extension of one's own is patched in every way and found") { scene in
            let urn: SchemaURN = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"
            let bridge = scene.bridge { mapping in
                let schema = SCIM.Schema(id: urn, name: "Acme", attributes: [.init(name: "motto")])
                mapping.resourceType.extensions.append(.init(schema: schema))
                mapping.rules.append(
                    Mapping.Rule(path: AttributePath(schema: urn, attribute: "motto"), attribute: "description"))
            }
            let name = BridgeScene.freshName("extended")
            let body = BridgeCaller.person(name, #""\#(urn)":{"motto":"one \#(name)"}"#)
            let made = try await bridge.post(body).expect(201)
            #expect(try await scene.values("description", of: made.id) == ["one \(name)"])
            for (number, operation) in [
                #"{"op":"Add","path":"\#(urn):motto","value":"0"}"#,
                #"{"op":"replace","path":"\#(urn).motto","value":"1"}"#,
                #"{"op":"replace","value":{"\#(urn):motto":"2"}}"#,
                #"{"op":"replace","value":{"\#(urn)":{"motto":"3"}}}"#,
                #"{"op":"replace","path":"\#(urn)","value":{"motto":"4"}}"#,
                #"{"op":"replace","path":"\#(urn):motto","value":[{"value":"5"}]}"#,
            ].enumerated() {
                let reply = try await bridge.patch(made.id, operation).expect(200)
                #expect(try await scene.values("description", of: made.id) == ["\(number)"], "\(operation)")
                #expect(reply.text.contains(#""motto":"\#(number)""#))
            }
            try await bridge.patch(made.id, #"{"op":"replace","path":"\#(urn):motto","value":"two \#(name)"}"#).expect(
                200)
            #expect(try await bridge.find("\(urn):motto eq \"TWO \(name)\"").expect(200).userNames == [name])
            try await bridge.patch(made.id, #"{"op":"remove","path":"\#(urn):motto"}"#).expect(200)
            #expect(try await scene.values("description", of: made.id) == [])
        },
        UseCase("a password that is made up lets in, and nobody is told it") { scene in
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched) { mapping in
                var rule = Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword")
                rule.initialPassword = PasswordRecipe(length: 20)
                mapping.rules.append(rule)
            }
            let made = try await bridge.post(BridgeCaller.person(BridgeScene.freshName("generated"))).expect(201)
            guard case .add(let entry)? = watched.changes.last(where: { if case .add = $0 { true } else { false } })
            else {
                Issue.record("nothing was added")
                return
            }
            let password = try #require(entry["userPassword"].first?.text)
            #expect(password.count == 20 && !made.text.contains(password) && !entry.description.contains(password))
            #expect(try await scene.canSignIn(made.id, password))
            #expect(try await !scene.canSignIn(made.id, password + "x"))
        },
        UseCase("a manager whom nobody knows does not stop a person where the mapping says so") { scene in
            let bridge = scene.bridge { mapping in
                BridgeScene.showManager(&mapping)
                mapping.rules[mapping.rules.count - 1].leavesOutUnfit = true
            }
            let name = BridgeScene.freshName("managed")
            let manager =
                #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"nobody"}}"#
            let made = try await bridge.post(BridgeCaller.person(name, manager)).expect(201)
            #expect(try await scene.values("manager", of: made.id) == [])
            try await bridge.patch(
                made.id, #"{"op":"add","path":"manager","value":"nobody"}"#, #"{"op":"add","path":"title","value":"T"}"#
            )
            .expect(200)
            #expect(try await scene.values("title", of: made.id) == ["T"])
        },
    ]
}

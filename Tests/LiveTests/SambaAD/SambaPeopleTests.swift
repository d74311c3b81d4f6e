import Bridge
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Testing
import Translator

extension SambaADTests {
    /// People come, change and are found.
    @Suite struct People {
        @Test func makesPeopleAsTheDirectoryHasThem() async throws {
            let scene = try SambaScene.current
            let reply = try await scene.bridge().post(
                SambaScene.body(
                    "Ada Lovelace", #""name":{"givenName":"Ada","familyName":"Lovelace"}"#, #""title":"Countess""#,
                    #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Engines"}"#))
            reply.expect(201)
            #expect(reply["active"] == true && reply["displayName"] == "Ada Lovelace")
            #expect(reply["meta.created"].string?.hasSuffix("Z") == true)
            let entry = try #require(try await scene.entry(SambaScene.person("Ada Lovelace")))
            #expect(entry["userPrincipalName"] == ["ada.lovelace@acme.example"])
            #expect(entry["userAccountControl"] == ["512"])
            #expect(entry["objectClass"].contains("user") && entry["sAMAccountName"].count == 1)
            #expect(entry["department"] == ["Engines"] && entry["sn"] == ["Lovelace"])
            let guid = try #require(entry["objectGUID"].first?.bytes)
            #expect(reply.id.hasPrefix("\(Self.hex(guid[guid.startIndex + 3]))\(Self.hex(guid[guid.startIndex + 2]))"))
            let read = try await scene.bridge().get("/Users/\(reply.id.uppercased())").expect(200)
            #expect(read.id == reply.id && read["meta.version"] == reply["meta.version"])
        }

        private static func hex(_ byte: UInt8) -> String {
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }

        @Test func tellsOfNamesThatAreTaken() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            try await bridge.post(SambaScene.body("Taken")).expect(201)
            try await bridge.post(SambaScene.body("Taken")).expect(409, .uniqueness, "userName", "CN=Taken")
            let other = SambaScene.body("Taken").replacing("taken", with: "other")
            try await bridge.post(other).expect(409, .uniqueness, "displayName", "CN=Taken")
            // Outside the base, where only the directory itself sees it.
            try await scene.administrator.apply(
                ldif: """
                    dn: CN=Elsewhere,CN=Users,\(SambaScene.suffix)
                    objectClass: user
                    userPrincipalName: elsewhere@acme.example

                    """)
            let reply = try await bridge.post(SambaScene.body("Elsewhere"))
            #expect(reply.status == 400 || reply.status == 409, "\(reply.text)")
        }

        @Test func adoptsWhoWasThereBefore() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let dn = try await scene.addPerson(
                "Old", "description: keep", "telephoneNumber: 1", "userAccountControl: 66048", "sAMAccountName: old")
            let found = try await bridge.find(#"userName eq "OLD@acme.example""#).expect(200)
            let id = try #require(found["Resources.0.id"].string)
            let reply = try await bridge.patch(
                id, #"{"op":"add","path":"externalId","value":"x-1"}"#,
                #"{"op":"replace","path":"title","value":"Chief"}"#)
            reply.expect(200)
            let entry = try #require(try await scene.entry(dn))
            #expect(entry["description"] == ["keep"] && entry["userAccountControl"] == ["66048"])
            #expect(entry["sAMAccountName"] == ["old"] && entry["title"] == ["Chief"])
            #expect(entry["labeledURI"] == ["x-1"])
            let version = try await scene.version(dn)
            try await bridge.patch(id, #"{"op":"replace","path":"title","value":"Chief"}"#).expect(200)
            #expect(try await scene.version(dn) == version)
        }

        @Test func renamesWithTheShownName() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let made = try await bridge.post(SambaScene.body("Before")).expect(201)
            let group = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "renaming", [made.id]))
            group.expect(201)
            let renamed = try await bridge.patch(
                made.id, #"{"op":"replace","path":"displayName","value":"After, \"Ö\" + #1"}"#,
                #"{"op":"replace","path":"title","value":"T"}"#)
            renamed.expect(200)
            #expect(renamed.id == made.id && renamed["displayName"] == #"After, "Ö" + #1"# && renamed["title"] == "T")
            #expect(try await scene.entry(SambaScene.person("Before")) == nil)
            let members = try await bridge.get("/Groups/\(group.id)").expect(200)
            #expect(members["members.0.value"].string == made.id)
            // A name that differs in case is another spelling of the same.
            let capital = try await bridge.patch(
                made.id, #"{"op":"replace","path":"displayName","value":"AFTER"}"#)
            let small = try await bridge.patch(made.id, #"{"op":"replace","path":"displayName","value":"after"}"#)
            #expect(
                capital["displayName"] == "AFTER" && small["displayName"] == "after", "\(capital.text)\(small.text)")
        }

        @Test func findsByEveryAttribute() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            for name in ["Find One", "Find Two", "Find Thrée"] {
                try await bridge.post(SambaScene.body(name, #""title":"\#(name) (x)*""#)).expect(201)
            }
            let two = try await bridge.find(#"userName eq "find.two@acme.example""#)["Resources.0.id"].string ?? ""
            try await bridge.patch(two, #"{"op":"replace","path":"active","value":"False"}"#).expect(200)
            let found = #"userName sw "find.""#
            for (filter, names) in [
                (#"externalId eq "id-find.one""#, ["one"]), (#"displayName eq "FIND ONE""#, ["one"]),
                (#"title eq "find two (x)*""#, ["two"]), (#"title co "two (X)*""#, ["two"]),
                (#"\#(found) and active eq false"#, ["two"]), (#"\#(found) and active eq true"#, ["one", "thrée"]),
                (#"\#(found) and not (title co "two")"#, ["one", "thrée"]), (#"id eq "\#(two)""#, ["two"]),
                (#"id eq "\#(two.uppercased())""#, ["two"]), (#"id eq "x""#, []),
                (#"\#(found) and meta.created gt "2020-01-01T00:00:00Z""#, ["one", "two", "thrée"]),
                (#"\#(found) and meta.lastModified lt "2020-01-01T00:00:00Z""#, []),
                (#"emails[type eq "work" and value eq "find.one@mail.example"]"#, ["one"]),
                (#"\#(found) and nickName eq "x""#, nil),
                (#"displayName eq "find thrée""#, ["thrée"]), (#"userName eq "nobody""#, []),
            ] {
                let reply = try await bridge.find(filter)
                guard let names else {
                    reply.expect(400)
                    continue
                }
                reply.expect(200)
                #expect(Set(reply.userNames) == Set(names.map { "find.\($0)@acme.example" }), "\(filter)")
            }
        }

        @Test func asksForPeopleByWhatIsIndexed() async throws {
            let scene = try SambaScene.current
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched)
            let made = try await bridge.post(SambaScene.body("Watched")).expect(201)
            try await bridge.get("/Users/\(made.id)").expect(200)
            let search = try #require(watched.searches.last)
            #expect(search.filter.description.hasPrefix("(&(objectGUID="))
            try await bridge.delete(made.id).expect(204)
            // Nobody is looked for by names that nobody can have.
            for search in watched.searches { #expect(!"\(search.filter)".contains("uniqueMember"), "\(search)") }
        }
    }
}

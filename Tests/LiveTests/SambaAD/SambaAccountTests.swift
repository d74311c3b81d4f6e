import Bridge
import Directories
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Sandbox
import Testing
import Translator

@testable import Daemon

extension SambaADTests {
    /// Accounts are disabled and enabled, leave and come back.
    @Suite struct Accounts {
        @Test(arguments: [
            (512, 514, 512), (66048, 66050, 66048), (514, 514, 512), (544, 546, 544), (262656, 262658, 262656),
        ]) func disablesAndEnablesByOneFlag(before: Int, disabled: Int, enabled: Int) async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let dn = try await scene.addPerson("Flags\(before)", "userAccountControl: \(before)")
            let found = try await bridge.find(#"userName eq "flags\#(before)@acme.example""#).expect(200)
            let id = found["Resources.0.id"].string ?? ""
            #expect(found["Resources.0.active"].boolean == (before & 2 == 0))
            let off = try await bridge.patch(id, #"{"op":"Replace","path":"active","value":"False"}"#).expect(200)
            #expect(off["active"] == false)
            #expect(try await scene.values("userAccountControl", of: dn) == ["\(disabled)"])
            let version = try await scene.version(dn)
            try await bridge.patch(id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
            #expect(try await scene.version(dn) == version)
            let on = try await bridge.patch(id, #"{"op":"replace","path":"active","value":true}"#).expect(200)
            #expect(on["active"] == true)
            #expect(try await scene.values("userAccountControl", of: dn) == ["\(enabled)"])
        }

        @Test func makesPeopleDisabled() async throws {
            let scene = try SambaScene.current
            let reply = try await scene.bridge().post(SambaScene.body("Inactive", #""active":false"#)).expect(201)
            #expect(reply["active"] == false)
            #expect(try await scene.values("userAccountControl", of: SambaScene.person("Inactive")) == ["514"])
        }

        @Test func keepsWhoIsDisabledOut() async throws {
            let scene = try SambaScene.current
            let client = try SambaScene.configuration(
                [scene.samba.ldapsURL], SambaScene.account, SambaScene.password, caFile: scene.samba.caFile)
            try await LDAPClientScene.withClient(client) { client in
                let bridge = scene.bridge(over: ClientDirectory(client: client)) { mapping in
                    mapping = mapping.adapted(to: .sambaAD)
                    mapping.rules.append(
                        Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "unicodePwd"))
                }
                let made = try await bridge.post(
                    SambaScene.body("Signing In", #""password":"Pässw0rt-1!""#)
                ).expect(201)
                #expect(!made.text.contains("Pässw0rt"))
                let dn = SambaScene.person("Signing In")
                #expect(try await scene.accepts(dn, "Pässw0rt-1!"))
                try await bridge.patch(made.id, #"{"op":"replace","path":"active","value":false}"#).expect(200)
                #expect(try await !scene.accepts(dn, "Pässw0rt-1!"))
                try await bridge.patch(
                    made.id, #"{"op":"replace","path":"password","value":"Other-w0rt-2!"}"#,
                    #"{"op":"replace","path":"active","value":true}"#
                ).expect(200)
                #expect(try await scene.accepts(dn, "Other-w0rt-2!"))
                try await bridge.patch(made.id, #"{"op":"replace","path":"password","value":"x"}"#).expect(400)
            }
        }

        @Test func takesLeaversToTheTrashAndBack() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let made = try await bridge.post(SambaScene.body("Leaver")).expect(201)
            let group = try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "leaving", [made.id]))
            group.expect(201)
            try await bridge.delete(made.id).expect(204)
            try await bridge.get("/Users/\(made.id)").expect(404)
            try await bridge.delete(made.id).expect(404)
            let trashed = "CN=Leaver,\(SambaScene.leavers)"
            #expect(try await scene.values("userAccountControl", of: trashed) == ["514"])
            #expect(try await scene.values("member", of: SambaScene.group("leaving")) == [trashed])
            #expect(try await bridge.find(#"userName eq "leaver@acme.example""#)["totalResults"] == 0)
            let back = try await bridge.post(SambaScene.body("Leaver", #""title":"Back""#)).expect(201)
            #expect(back.id == made.id && back["active"] == true && back["title"] == "Back")
            #expect(try await scene.values("userAccountControl", of: SambaScene.person("Leaver")) == ["512"])
        }

        @Test func findsRoomInTheTrashForTheSameName() async throws {
            let scene = try SambaScene.current
            let bridge = scene.bridge()
            let name = String(repeating: "N", count: 60)
            for number in 1...2 {
                let body = SambaScene.body(name).replacing("\(name.lowercased())", with: "same\(number)")
                let made = try await bridge.post(body).expect(201)
                try await bridge.delete(made.id).expect(204)
            }
            let request = SearchRequest(
                base: DistinguishedName(server: SambaScene.leavers), filter: .present("userPrincipalName"),
                attributes: ["cn"])
            let names = try await scene.administrator.search(request).entries.compactMap { $0["cn"].first?.text }
            #expect(names.filter { $0.hasPrefix("NNN") }.count == 2)
            #expect(names.allSatisfy { $0.utf16.count <= 64 })
        }
    }
}

extension SambaScene {
    /// Whether a controller lets somebody in with a password.
    func accepts(_ dn: String, _ password: String) async throws -> Bool {
        let client = try Self.configuration([try #require(self.samba.ldapURL)], dn, password)
        return try await LDAPClientScene.withClient(client) { client in
            let state = await client.reaches { state in
                switch state {
                case .connecting: false
                case .connected, .refused, .unavailable: true
                }
            }
            if case .connected? = state { return true }
            return false
        }
    }
}

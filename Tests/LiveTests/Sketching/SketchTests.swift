import ConfigurationFile
import Directories
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// A configuration for the tree of the demo, with all overlays.
    @Suite(.serialized) struct SketchTests {
        private static func content(_ count: Int) -> String {
            (1...count).map { number in
                """
                dn: uid=s\(number),ou=people,dc=acme,dc=example
                objectClass: inetOrgPerson
                uid: s\(number)
                cn: Some \(number)
                givenName: Some
                sn: Body
                mail: s\(number)@acme.example
                title: T\(number % 3)


                """
            }.joined() + """
                dn: cn=all,ou=groups,dc=acme,dc=example
                objectClass: groupOfNames
                cn: all
                member: uid=s1,ou=people,dc=acme,dc=example


                """
        }

        private static func servesPeople(_ scene: SketchScene) async throws {
            #expect(scene.problems == [], "\(scene.text)")
            let person = try await scene.person("s7")
            #expect(person["displayName"] == "Some 7" && person["title"] == "T1" && person["active"] == true)
            #expect(person["emails.0.value"] == "s7@acme.example")
            let name = BridgeScene.freshName("new")
            let made = try await scene.bridge.post(BridgeCaller.person(name, #""externalId":"x-\#(name)""#)).expect(201)
            #expect(made["externalId"].string == "x-\(name)")
            let body = #"{"op":"replace","path":"active","value":false}"#
            #expect(try await scene.bridge.patch(made.id, body).expect(200)["active"] == false)
            let groups = try await scene.bridge.get("/Groups").expect(200)
            #expect(groups["Resources.0.displayName"] == "all")
            let member = #"{"op":"add","path":"members","value":[{"value":"\#(made.id)"}]}"#
            try await scene.bridge.patch(groups["Resources.0.id"].string ?? "", member, at: "/Groups").expect(204)
        }

        @Test func openLDAPWithOverlays() async throws {
            try await SketchScene.run(
                OddTree(
                    top: "ou=elsewhere,dc=acme,dc=example", overlays: [.ppolicy, .memberof, .refint, .unique, .sssvlv],
                    content: Self.content(30))
            ) { scene in
                #expect(scene.says("active: { strategy: ppolicy-lock }") && scene.says("on_rename: server"))
                #expect(scene.says("# ou=leavers,dc=acme,dc=example looks like the place"), "\(scene.text)")
                try await Self.servesPeople(scene)
            }
        }

        @Test func openLDAPWithoutOverlays() async throws {
            try await SketchScene.run(
                OddTree(top: "ou=elsewhere,dc=acme,dc=example", content: Self.content(30))
            ) { scene in
                #expect(scene.says("active: { strategy: attribute") && scene.says("on_rename: refuse"), "\(scene.text)")
                try await Self.servesPeople(scene)
            }
        }

        /// The account may have 40 entries for one search, and there are more.
        @Test func anAccountWithALimit() async throws {
            try await SketchScene.run(
                OddTree(
                    top: "ou=elsewhere,dc=acme,dc=example", overlays: [.ppolicy], sizeLimit: 250,
                    content: Self.content(700))
            ) { scene in
                #expect(scene.says("# Not all entries were seen"), "\(scene.text)")
                #expect(scene.says(#"base: "ou=people,dc=acme,dc=example""#))
                try await Self.servesPeople(scene)
            }
        }

        @Test func oneTreeIsAlwaysWrittenAlike() async throws {
            let tree = OddTree(top: "ou=elsewhere,dc=acme,dc=example", overlays: [.ppolicy], content: Self.content(10))
            var texts: [Substring] = []
            for _ in 0..<2 {
                try await SketchScene.run(tree) { scene in
                    // The port and the folder are others each time.
                    texts.append(
                        scene.text[(scene.text.firstRange(of: "\nusers:")?.lowerBound ?? scene.text.startIndex)...])
                }
            }
            #expect(texts.first == texts.last)
        }

        @Test(.needs(.ds389)) func ds389() async throws {
            try await LDAPClientScene.inFolder { folder in
                var options = PrivateDS389.Options(folder: folder)
                options.content = Self.content(30)
                let server = try await PrivateDS389.start(options)
                try await server.running {
                    try await SketchScene.run(on: server, as: TestServer.ds389.account) { scene in
                        #expect(scene.says("active: { strategy: ns-account-lock }"), "\(scene.text)")
                        try await Self.servesPeople(scene)
                    }
                }
            }
        }

        /// Where the account may see the plug-in for referential integrity, it decides who takes references along.
        @Test(.needs(.ds389), arguments: [true, false]) func pluginOf389(isOn: Bool) async throws {
            try await LDAPClientScene.inFolder { folder in
                var options = PrivateDS389.Options(folder: folder)
                options.content = Self.content(5)
                options.plugins = isOn ? [.referentialIntegrity] : []
                let server = try await PrivateDS389.start(options)
                try await server.running {
                    try await Self.showPlugin(of: server)
                    try await SketchScene.run(on: server, as: TestServer.ds389.account) { scene in
                        #expect(scene.says("on_rename: \(isOn ? "server" : "follow")"), "\(scene.text)")
                        #expect(scene.problems == [], "\(scene.text)")
                    }
                }
            }
        }

        private static func showPlugin(of server: any PrivateServer) async throws {
            let name = "cn=referential integrity postoperation,cn=plugins,cn=config"
            let rule =
                "(targetattr=\"*\")(version 3.0; acl \"shown\"; allow (read,search,compare) userdn=\"ldap:///all\";)"
            var configuration = try LDAPClientScene.configuration([try #require(server.ldapURL)])
            configuration.credentials = .simple(
                dn: DistinguishedName(server: server.rootDN), password: { Array(server.rootPassword.utf8) })
            try await LDAPClientScene.withClient(configuration) { root in
                try await root.apply(ldif: "dn: \(name)\nchangetype: modify\nadd: aci\naci: \(rule)\n\n")
            }
        }
    }
}

extension SambaADTests {
    /// A configuration for a domain.
    @Suite struct Sketches {
        @Test func peopleAndGroupsAreServed() async throws {
            let scene = try SambaScene.current
            let unit = "OU=sketched,\(SambaScene.suffix)"
            let people = (1...6).map { number in
                """
                dn: CN=Sketched \(number),\(unit)
                objectClass: user
                userPrincipalName: sketched\(number)@acme.example
                displayName: Shown \(number)
                sn: S
                mail: s\(number)@acme.example
                sAMAccountName: sketched\(number)


                """
            }
            try await scene.administrator.apply(
                ldif: "dn: \(unit)\nobjectClass: organizationalUnit\nou: sketched\n\n" + people.joined()
                    + "dn: CN=Sketches,\(unit)\nobjectClass: group\ncn: Sketches\n")
            let account = (name: DistinguishedName(server: SambaScene.account), password: SambaScene.password)
            try await SketchScene.run(on: scene.samba, as: account, below: unit) { scene in
                #expect(scene.problems == [], "\(scene.text)")
                #expect(scene.says("active: { strategy: user-account-control }") && scene.says("on_rename: server"))
                #expect(scene.says(#"base: "\#(unit)""#) && scene.says("userName: userPrincipalName"), "\(scene.text)")
                let person = try await scene.person("sketched3@acme.example")
                #expect(person["displayName"] == "Shown 3" && person["emails.0.value"] == "s3@acme.example")
                let made = try await scene.bridge.post(SambaScene.body("Made By A Sketch", #""active":false"#)).expect(
                    201)
                #expect(made["userName"] == "made.by.a.sketch@acme.example")
                #expect(try await scene.values("cn", of: "CN=Made By A Sketch,\(unit)") == ["Made By A Sketch"])
                let groups = try await scene.bridge.find(#"displayName eq "Sketches""#, endpoint: "/Groups").expect(200)
                #expect(groups.total == 1)
            }
        }

        /// Without a unit to look in, those whom the domain itself has are nobody.
        @Test func aWholeDomain() async throws {
            let scene = try SambaScene.current
            try await scene.addPerson("Of The Whole Domain", "mail: whole@acme.example")
            let account = (name: DistinguishedName(server: SambaScene.account), password: SambaScene.password)
            // An Account Operator makes nobody directly below the domain.
            try await SketchScene.run(on: scene.samba, as: account, failing: ["rights"]) { scene in
                #expect(scene.problems == [], "\(scene.text)")
                #expect(!scene.text.contains("CN=Builtin") && scene.says("users:"), "\(scene.text)")
            }
        }
    }
}

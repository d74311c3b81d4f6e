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
    /// Values that have a form of their own in Active Directory.
    @Suite struct Values {
        private func setMail(_ id: String, _ mail: String, _ bridge: BridgeCaller) async throws -> Reply {
            try await bridge.patch(
                id, #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"\#(mail)"}"#)
        }

        @Test func keepsTheFormerAddress() async throws {
            let scene = try SambaScene.current
            let template = try Template(parsing: #"SMTP:{emails[type eq "work"].value}"#)
            let bridge = scene.bridge { mapping in
                mapping.computed = [
                    Mapping.Computed(attribute: "proxyAddresses", templates: [template], formerPrefix: "smtp:")
                ]
            }
            let made = try await bridge.post(SambaScene.body("Addressed")).expect(201)
            let dn = SambaScene.person("Addressed")
            #expect(try await scene.values("proxyAddresses", of: dn) == ["SMTP:addressed@mail.example"])
            try await scene.administrator.apply(
                ldif: """
                    dn: \(dn)
                    changetype: modify
                    add: proxyAddresses
                    proxyAddresses: sip:addressed@acme.example
                    proxyAddresses: smtp:second@mail.example
                    -

                    """)
            try await self.setMail(made.id, "married@mail.example", bridge).expect(200)
            let married: Set = [
                "SMTP:married@mail.example", "smtp:addressed@mail.example", "sip:addressed@acme.example",
                "smtp:second@mail.example",
            ]
            #expect(Set(try await scene.values("proxyAddresses", of: dn)) == married)
            let version = try await scene.version(dn)
            try await self.setMail(made.id, "married@mail.example", bridge).expect(200)
            #expect(try await scene.version(dn) == version)
            // The server does not tell smtp:second… and SMTP:second… apart.
            try await self.setMail(made.id, "Second@mail.example", bridge).expect(200)
            #expect(
                Set(try await scene.values("proxyAddresses", of: dn)) == [
                    "SMTP:Second@mail.example", "smtp:married@mail.example", "smtp:addressed@mail.example",
                    "sip:addressed@acme.example",
                ])
        }

        /// `c` takes codes of two letters alone, and Entra's country is free text.
        @Test func aCountryBecomesItsCode() async throws {
            let scene = try SambaScene.current
            let template = try Template(parsing: #"{addresses[type eq "work"].country | country-code}"#)
            let bridge = scene.bridge { $0.computed = [Mapping.Computed(attribute: "c", templates: [template])] }
            func country(_ name: String) -> String { #""addresses":[{"type":"work","country":"\#(name)"}]"# }
            let made = try await bridge.post(SambaScene.body("Swiss", country("Switzerland"))).expect(201)
            #expect(try await scene.values("c", of: SambaScene.person("Swiss")) == ["CH"])
            try await bridge.put(made.id, SambaScene.body("Swiss", country("fr"))).expect(200)
            #expect(try await scene.values("c", of: SambaScene.person("Swiss")) == ["FR"])
        }

        @Test func refusesSuffixesThatTheForestDoesNotKnow() async throws {
            let scene = try SambaScene.current
            let watched = WatchedDirectory(scene.directory)
            let bridge = scene.bridge(over: watched)
            let body = SambaScene.body("Suffixed")
            let unknown = body.replacing("@acme.example", with: "@other.example")
            try await bridge.post(unknown).expect(
                400, .invalidValue, "userName cannot end in @other.example", "acme.example, ad.acme.example",
                SambaScene.partitions)
            let made = try await bridge.post(body).expect(201)
            let rename = #"{"op":"replace","path":"userName","value":"suffixed@other.example"}"#
            try await bridge.patch(made.id, rename).expect(400, .invalidValue, "@other.example")
            // A disable is done, and the name is left out.
            let disabled = try await bridge.patch(
                made.id, rename, #"{"op":"replace","path":"active","value":false}"#
            ).expect(200)
            #expect(disabled["active"] == false && disabled["userName"] == "suffixed@acme.example")
            for suffix in ["AD.acme.example", "acme.example"] {
                let value = #"{"op":"replace","path":"userName","value":"suffixed@\#(suffix)"}"#
                try await bridge.patch(made.id, value).expect(200)
            }
            // What is known is not asked for again.
            let asked = watched.searches.filter { "\($0.base)" == SambaScene.partitions }.count
            try await bridge.patch(
                made.id, #"{"op":"replace","path":"userName","value":"renamed.suffixed@acme.example"}"#
            ).expect(200)
            #expect(watched.searches.filter { "\($0.base)" == SambaScene.partitions }.count == asked)
            // A suffix that is added is good at once; what somebody has stays good.
            let change = "dn: \(SambaScene.partitions)\nchangetype: modify\n"
            try await scene.administrator.apply(ldif: change + "add: uPNSuffixes\nuPNSuffixes: other.example\n-\n")
            try await bridge.patch(made.id, rename).expect(200)
            try await scene.administrator.apply(ldif: change + "delete: uPNSuffixes\nuPNSuffixes: other.example\n-\n")
            try await scene.bridge().patch(
                made.id, #"{"op":"replace","path":"userName","value":"again.suffixed@other.example"}"#
            ).expect(200)
            try await scene.bridge().post(unknown.replacing("Suffixed", with: "Suffixed Two")).expect(400)
        }

        @Test func judgesNoSuffixWhereNoneCanBeRead() async throws {
            let scene = try SambaScene.current
            let blind = BlindDirectory(scene.directory, to: DistinguishedName(server: SambaScene.partitions))
            let body = SambaScene.body("Unjudged").replacing("@acme.example", with: "@other.example")
            try await scene.bridge(over: blind).post(body).expect(201)
        }

        @Test func countsDatesAsTheServerDoes() async throws {
            let scene = try SambaScene.current
            let urn: SchemaURN = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"
            let bridge = scene.bridge { mapping in
                mapping = mapping.adapted(to: .sambaAD)
                let schema = SCIM.Schema(
                    id: urn, name: "Acme", attributes: [SCIM.Schema.Attribute(name: "leaves", type: .dateTime)])
                mapping.resourceType.extensions.append(.init(schema: schema))
                mapping.rules.append(
                    Mapping.Rule(path: AttributePath(schema: urn, attribute: "leaves"), attribute: "accountExpires"))
            }
            let made = try await bridge.post(
                SambaScene.body("Leaving Soon", #""\#(urn)":{"leaves":"2030-01-01T00:00:00Z"}"#)
            ).expect(201)
            #expect(made.text.contains(#""leaves":"2030-01-01T00:00:00Z""#), "\(made.text)")
            let dn = SambaScene.person("Leaving Soon")
            #expect(try await scene.values("accountExpires", of: dn) == ["135379296000000000"])
            let version = try await scene.version(dn)
            let operation = #"{"op":"replace","path":"\#(urn):leaves","value":"2030-01-01T00:00:00Z"}"#
            try await bridge.patch(made.id, operation).expect(200)
            #expect(try await scene.version(dn) == version)
            let found = #"\#(urn):leaves gt "2029-12-31T00:00:00Z" and \#(urn):leaves lt "2030-02-01T00:00:00Z""#
            #expect(try await bridge.find(found).expect(200).userNames == ["leaving.soon@acme.example"])
            // No date is shown where the account does not expire.
            let dateless = try await bridge.post(SambaScene.body("Staying Dateless")).expect(201)
            #expect(!dateless.text.contains("leaves"))
        }

        @Test func makesUpAPasswordThatTheServerTakes() async throws {
            let scene = try SambaScene.current
            let client = try SambaScene.configuration(
                [scene.samba.ldapsURL], SambaScene.account, SambaScene.password, caFile: scene.samba.caFile)
            try await LDAPClientScene.withClient(client) { client in
                let watched = WatchedDirectory(ClientDirectory(client: client))
                let bridge = scene.bridge(over: watched) { mapping in
                    mapping = mapping.adapted(to: .sambaAD)
                    var rule = Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "unicodePwd")
                    rule.initialPassword = PasswordRecipe()
                    mapping.rules.append(rule)
                }
                let made = try await bridge.post(SambaScene.body("Made Up")).expect(201)
                #expect(made["active"] == true)
                let quoted = watched.changes.lazy.compactMap { change -> AttributeValue? in
                    switch change {
                    case .add(let entry): entry["unicodePwd"].first
                    case .modify(_, let modifications):
                        modifications.first { $0.attribute == "unicodePwd" }?.values.first
                    case .rename, .delete: nil
                    }
                }.first
                let bytes = Array(try #require(quoted).bytes)
                let units = stride(from: 0, to: bytes.count, by: 2).map {
                    UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
                }
                let password = String(decoding: units, as: UTF16.self).dropFirst().dropLast()
                #expect(password.count == 24 && !made.text.contains(password))
                #expect(try await scene.accepts(SambaScene.person("Made Up"), String(password)))
                #expect(try await !scene.accepts(SambaScene.person("Made Up"), "Other-w0rt-2!"))
            }
        }

        @Test func makesGroupsOfTheWantedScope() async throws {
            let scene = try SambaScene.current
            var groups = SambaScene.teams.adapted(to: .sambaAD)
            groups.computed = [
                Mapping.Computed(
                    attribute: "groupType", templates: [try Template(parsing: "8", for: .group)], isInitial: true)
            ]
            let bridge = BridgeCaller(
                Provisioner(mapping: groups, directory: scene.directory, logger: .silent))
            try await bridge.send(.POST, "/Groups", SambaScene.body(ofGroup: "Mailing")).expect(201)
            #expect(try await scene.values("groupType", of: SambaScene.group("Mailing")) == ["8"])
            try await scene.bridge().send(.POST, "/Groups", SambaScene.body(ofGroup: "Plain")).expect(201)
            #expect(try await scene.values("groupType", of: SambaScene.group("Plain")) == ["-2147483646"])
        }
    }
}

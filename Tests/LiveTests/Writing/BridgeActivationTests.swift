import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// `active` is a lock in the directory.
    @Suite(.serialized, .bridge) struct Activation {
        private static let lock = "000001010000Z"

        private static func activate(_ value: String) -> String {
            #"{"op":"replace","path":"active","value":\#(value)}"#
        }

        @Test func locksOnceAndUnlocksOnce() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson("active.twice", "mail: twice@acme.example", "title: T")
            let before = try #require(try await scene.contents(dn))
            for (value, isActive) in [
                ("false", false), (#""False""#, false), (#""True""#, true), ("true", true), ("false", false),
            ] {
                let reply = try await bridge.patch(id, Self.activate(value)).expect(200)
                #expect(reply["active"] == .boolean(isActive))
                var wished = before
                wished["pwdAccountLockedTime"] = isActive ? nil : [Self.lock]
                #expect(try await scene.contents(dn) == wished)
                let version = try await scene.version(dn)
                try await bridge.patch(id, Self.activate(value)).expect(200)
                #expect(try await scene.version(dn) == version)
            }
        }

        @Test func lockedPeopleCannotBind() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("active.bind", "mail: bind@acme.example", "userPassword: pass-1")
            func code() async throws -> ResultCode? {
                var configuration = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
                let name = DistinguishedName(server: dn)
                configuration.credentials = .simple(dn: name, password: { Array("pass-1".utf8) })
                return try await LDAPClientScene.withClient(configuration) { client in
                    switch await client.reaches({ $0 != .connecting }) {
                    case .refused(let error): error.code
                    default: nil
                    }
                }
            }
            #expect(try await code() == nil)
            try await scene.bridge().patch(id, Self.activate("false")).expect(200)
            #expect(try await code() == .invalidCredentials)
            try await scene.bridge().patch(id, Self.activate("true")).expect(200)
            #expect(try await code() == nil)
        }

        @Test func aLockThatEndsByItselfDisablesNobodyAndStays() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let (dn, id) = try await scene.addPerson(
                "active.timed", "mail: timed@acme.example", "pwdAccountLockedTime: 20260101000000Z")
            #expect(try await bridge.get("/Users/\(id)")["active"] == true)
            let version = try await scene.version(dn)
            try await bridge.patch(id, Self.activate("true")).expect(200)
            #expect(try await scene.version(dn) == version)
            try await bridge.patch(id, Self.activate("false")).expect(200)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == [Self.lock])
        }

        @Test func thePasswordDoesNotRemoveTheLock() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge {
                $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
            }
            let (dn, id) = try await scene.addPerson(
                "active.password", "mail: password@acme.example", "userPassword: old",
                "pwdAccountLockedTime: \(Self.lock)")
            let set = #"{"op":"replace","path":"password","value":"new-1"}"#
            let reply = try await bridge.patch(id, set).expect(200)
            #expect(!reply.text.contains("new-1"))
            #expect(reply["active"] == false)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == [Self.lock])
            #expect(try await scene.entry(dn)?["userPassword"].first?.text != "old")
            let opened = try await bridge.patch(id, set, Self.activate("true")).expect(200)
            #expect(opened["active"] == true)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == nil)
            let both = try await bridge.patch(id, set, Self.activate("false")).expect(200)
            #expect(both["active"] == false)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == [Self.lock])
        }

        @Test func theLockHoldsIfNothingSucceedsAfterThePassword() async throws {
            let scene = try BridgeScene.current
            for lock in [Self.lock, "20300101000000Z"] {
                let name = "active.held.\(lock.count)"
                let (dn, id) = try await scene.addPerson(
                    name, "mail: \(name)@acme.example", "userPassword: old", "pwdAccountLockedTime: \(lock)")
                let set = #"{"op":"replace","path":"password","value":"new-1"}"#
                let reply = try await scene.bridge(
                    over: WatchedDirectory(
                        scene.directory, refusal: { $0 > 1 ? LDAPError(.insufficientAccessRights) : nil })
                ) {
                    $0.rules.append(
                        Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
                }.patch(id, set, Self.activate("false"))
                #expect(reply.expect(200)["active"] == false)
                #expect(try await scene.entry(dn)?["userPassword"].first?.text != "old")
                #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == [Self.lock])
            }
        }

        @Test func anAttributeCanSayIt() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge {
                $0.activation = [.attribute("employeeType", active: "employed", inactive: "left")]
            }
            let made = try await bridge.post(BridgeCaller.person("active.attribute")).expect(201)
            let dn = "uid=active.attribute,ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(dn)?["employeeType"] == ["employed"])
            try await scene.apply("dn: \(dn)\nchangetype: modify\nadd: employeeType\nemployeeType: part-time\n-\n")
            #expect(try await bridge.patch(made.id, Self.activate("false"))["active"] == false)
            #expect(Set(try await scene.contents(dn)?["employeeType"] ?? []) == ["part-time", "left"])
            #expect(try await bridge.find(#"active eq false and userName eq "active.attribute""#)["totalResults"] == 1)
            #expect(try await bridge.patch(made.id, Self.activate("true"))["active"] == true)
            #expect(Set(try await scene.contents(dn)?["employeeType"] ?? []) == ["part-time", "employed"])
        }
    }
}

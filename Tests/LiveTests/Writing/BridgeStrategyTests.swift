import Bridge
import Directories
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing
import Translator

extension BridgeTests {
    /// People are disabled in every way that slapd can be given a schema for.
    @Suite(
        .serialized,
        .bridge { options in
            let flag = "EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE"
            let number =
                "EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE"
            let text = "EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15"
            options.globalDirectives =
                [
                    ("nsAccountLock", text), ("msDS-UserAccountDisabled", flag), ("loginDisabled", flag),
                    ("ds-pwp-account-disabled", flag), ("ibm-pwdAccountLocked", flag), ("orclIsEnabled", text),
                    ("accountExpires", number), ("acmeState", text),
                ].enumerated().map { "attributetype ( 1.3.6.1.4.1.99999.10.\($0) NAME '\($1.0)' \($1.1) )" } + [
                    "objectclass ( 1.3.6.1.4.1.99999.11.1 NAME 'locks' SUP top AUXILIARY MAY ( nsAccountLock $ "
                        + "msDS-UserAccountDisabled $ loginDisabled $ ds-pwp-account-disabled $ ibm-pwdAccountLocked $ "
                        + "orclIsEnabled $ accountExpires $ acmeState ) )",
                    "objectclass ( 1.3.6.1.4.1.99999.11.2 NAME 'leaver' SUP top AUXILIARY )",
                    "objectclass ( 1.3.6.1.4.1.99999.11.3 NAME 'pensioner' SUP leaver AUXILIARY )",
                ]
        }
    ) struct Strategies {
        /// A way to disable, by the name of its test person.
        struct Way: Sendable, CustomTestStringConvertible {
            let name: String
            let activation: Mapping.Activation
            var testDescription: String { self.name }

            init(_ name: String, _ activation: Mapping.Activation) {
                self.name = name
                self.activation = activation
            }
        }

        private static let suffix = "dc=acme,dc=example"
        private static let gone = "ou=gone,ou=people"
        private static let group = "cn=strategy.switch,ou=groups,\(Self.suffix)"
        private static let off = #"{"op":"Replace","path":"active","value":"False"}"#
        private static let on = #"{"op":"replace","path":"active","value":true}"#

        static let ways =
            AccountLock.allCases.filter { $0 != .userAccountControl }.map { Way($0.rawValue, Mapping.Activation($0)) }
            + [
                Way(
                    "words",
                    .attribute(
                        "acmeState", active: ["staff", "guest"], inactive: ["left", "retired"], absent: .active)),
                Way("end", .until("pwdEndTime", .generalized)), Way("windows", .until("accountExpires", .windows)),
                Way("class", .objectClass("leaver", of: .inactive)),
                Way("own-class", .objectClass("leaver", of: .active)),
                Way("group", .group(DistinguishedName(server: Self.group), of: .inactive)),
                Way("own-group", .group(DistinguishedName(server: Self.group), of: .active)),
                Way("move", .move(below: DistinguishedName(server: "\(Self.gone),\(Self.suffix)"))),
            ]

        private func bridge(_ way: Way, _ change: (inout Mapping) -> Void = { _ in }) async throws -> BridgeCaller {
            let scene = try BridgeScene.current
            if try await scene.entry("\(Self.gone),\(Self.suffix)") == nil {
                try await scene.addUnit("gone", below: "ou=people,\(Self.suffix)")
                try await scene.addGroup("strategy.switch", [scene.server.rootDN])
            }
            return scene.bridge {
                $0.objectClasses = ["inetOrgPerson", "locks"]
                $0.activation = [way.activation]
                change(&$0)
            }
        }

        @Test(arguments: ways) func isTakenBack(way: Way) async throws {
            _ = try await self.bridge(way)
            try await UndoScene.run(on: try BridgeScene.current) {
                $0.objectClasses = ["inetOrgPerson", "locks"]
                $0.activation = [way.activation]
            } body: { undo in
                let ada = try await undo.caller.makePerson("undo")
                try await undo.goesThereAndBack(.disable) { try await undo.caller.patch(ada.id, Self.off).expect(200) }
                try await undo.goesThereAndBack(.enable) { try await undo.caller.patch(ada.id, Self.on).expect(200) }
            }
        }

        @Test(arguments: Self.ways) func disablesOnceAndEnablesOnceAndIsFound(way: Way) async throws {
            let (scene, bridge) = (try BridgeScene.current, try await self.bridge(way))
            let user = "strategy.\(way.name)"
            let made = try await bridge.post(BridgeCaller.person(user)).expect(201)
            #expect(made["active"] == true)
            let id = try #require(made["id"].string)
            func versions() async throws -> [String?] {
                let names = try await scene.names("(uid=\(user))")
                return [try await scene.version(try #require(names.first)), try await scene.version(Self.group)]
            }
            for (operation, isActive) in [(Self.off, false), (Self.on, true), (Self.off, false)] {
                #expect(try await bridge.patch(id, operation).expect(200)["active"] == .boolean(isActive))
                let version = try await versions()
                #expect(try await bridge.patch(id, operation).expect(200)["active"] == .boolean(isActive))
                #expect(try await versions() == version)
                #expect(try await bridge.get("/Users/\(id)").expect(200)["active"] == .boolean(isActive))
                for (value, found) in [("true", isActive), ("false", !isActive)] {
                    let list = try await bridge.find(#"userName eq "\#(user)" and active eq \#(value)"#).expect(200)
                    #expect(list["totalResults"] == .integer(found ? 1 : 0))
                }
            }
            #expect(try await scene.id(try #require(try await scene.names("(uid=\(user))").first)) == id)
        }

        @Test(arguments: Self.ways) func aNewPersonMayBeDisabled(way: Way) async throws {
            let bridge = try await self.bridge(way)
            let user = "strategy.new.\(way.name)"
            #expect(try await bridge.post(BridgeCaller.person(user, #""active":false"#)).expect(201)["active"] == false)
            let list = try await bridge.find(#"userName eq "\#(user)" and active eq false"#).expect(200)
            #expect(list["totalResults"] == .integer(1))
        }

        /// Eight writers and a disable at the same time: it holds, and so does one title.
        @Test(arguments: Self.ways) func aDisableAmongOtherWritersHolds(way: Way) async throws {
            let bridge = try await self.bridge(way)
            let user = "strategy.race.\(way.name)"
            let id = try #require(try await bridge.post(BridgeCaller.person(user)).expect(201)["id"].string)
            let statuses = try await withThrowingTaskGroup(of: (Bool, Int).self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let title = #"{"op":"replace","path":"title","value":"T\#(number)"}"#
                        return (false, try await bridge.patch(id, title).status)
                    }
                }
                group.addTask { (true, try await bridge.patch(id, Self.off).status) }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.first { $0.0 }?.1 == 200)
            let after = try await bridge.get("/Users/\(id)").expect(200)
            #expect(after["active"] == false && after["title"].string?.hasPrefix("T") == true)
        }

        @Test func anEndInThePastKeepsPeopleOut() async throws {
            let scene = try BridgeScene.current
            let bridge = try await self.bridge(Way("", .until("pwdEndTime", .generalized)))
            let (dn, id) = try await scene.addPerson(
                "strategy.bind", "mail: strategy.bind@acme.example", "userPassword: pass-1",
                "pwdEndTime: 20990101000000Z")
            func code() async throws -> ResultCode? {
                var configuration = try LDAPClientScene.configuration([try #require(scene.server.ldapURL)])
                configuration.credentials = .simple(
                    dn: DistinguishedName(server: dn), password: { Array("pass-1".utf8) })
                return try await LDAPClientScene.withClient(configuration) { client in
                    switch await client.reaches({ $0 != .connecting }) {
                    case .refused(let error): error.code
                    default: nil
                    }
                }
            }
            #expect(try await code() == nil)
            #expect(try await bridge.patch(id, Self.off).expect(200)["active"] == false)
            #expect(try await code() == .invalidCredentials)
            #expect(try await bridge.patch(id, Self.on).expect(200)["active"] == true)
            #expect(try await code() == nil)
        }

        static let marks = [
            Mapping.Mark("acmeState", "deleted"), Mapping.Mark("employeeType", "deleted"),
            Mapping.Mark(.objectClass, "leaver"),
        ]

        @Test(arguments: Self.marks) func aMarkHidesUntilThePersonReturns(mark: Mapping.Mark) async throws {
            let scene = try BridgeScene.current
            let bridge = try await self.bridge(Way("", .passwordPolicyLock)) { $0.deletion = .mark(mark) }
            let user = "strategy.mark.\(mark.attribute)"
            let dn = "uid=\(user),ou=people,\(Self.suffix)"
            let body = BridgeCaller.person(user, #""externalId":"x-\#(mark.attribute)""#)
            let id = try #require(try await bridge.post(body).expect(201)["id"].string)
            let team = try await scene.addGroup(user, [dn])
            try await bridge.delete(id).expect(204)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == ["000001010000Z"])
            #expect(try await scene.names("\(mark.filter)").contains(dn))
            for reply in [
                try await bridge.get("/Users/\(id)"), try await bridge.delete(id), try await bridge.patch(id, Self.on),
            ] {
                reply.expect(404, nil, id)
            }
            #expect(try await bridge.find(#"userName eq "\#(user)""#).expect(200)["totalResults"] == .integer(0))
            try await bridge.post(BridgeCaller.person(user, #""externalId":"another""#)).expect(409, .uniqueness, dn)
            let back = try await bridge.post(body).expect(201)
            #expect(back["id"].string == id && back["active"] == true)
            #expect(try await scene.members(team.dn) == [dn])
            #expect(try await !scene.names("\(mark.filter)").contains(dn))
        }
    }
}

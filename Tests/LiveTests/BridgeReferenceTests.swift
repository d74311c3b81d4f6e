import Bridge
import HTTPTypes
import LDAP
import LDAPClient
import SCIM
import Synchronization
import Testing
import Translator

@testable import Starbridge

extension BridgeTests {
    /// Names in the directory are ids in SCIM.
    @Suite struct References {
        private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

        private static func withManager(_ mapping: inout Mapping) {
            let path = AttributePath(schema: .enterpriseUser, attribute: "manager", subAttribute: "value")
            mapping.rules.append(Mapping.Rule(path: path, attribute: "manager", isReference: true))
        }

        /// A mapping of groups whose members are never read by a PATCH.
        private static let groups = Mapping(
            resourceType: .group,
            base: DistinguishedName(server: "ou=groups,dc=acme,dc=example"),
            filter: .equal("objectClass", "groupOfNames"),
            objectClasses: ["groupOfNames"],
            rdn: "cn",
            rules: [
                Mapping.Rule(
                    path: AttributePath(attribute: "displayName"), attribute: "cn", isRequired: true, isUnique: true),
                Mapping.Rule(
                    path: AttributePath(attribute: "members"), attribute: "member", isReference: true, isLoaded: false),
            ],
            renaming: .server
        )

        @Test func aManagerIsAnId() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.withManager)
            let boss = try await scene.addPerson(
                "manager.boss, the first".replacing(",", with: "\\,"), "mail: boss@acme.example")
            let other = try await scene.addPerson("manager.other", "mail: manager.other@acme.example")
            let (dn, id) = try await scene.addPerson(
                "manager.report", "mail: report@acme.example", "manager: \(boss.dn)")
            let read = try await bridge.get("/Users/\(id)").expect(200)
            #expect(read.body.object?[Self.enterprise]?.object?["manager"]?.object?["value"] == .string(boss.id))
            for operation in [
                #"{"op":"replace","path":"\#(Self.enterprise):manager","value":"\#(other.id)"}"#,
                #"{"op":"Add","path":"\#(Self.enterprise):manager","value":{"value":"\#(boss.id)"}}"#,
                #"{"op":"Replace","path":"\#(Self.enterprise):manager.value","value":"\#(other.id)"}"#,
            ] {
                let wished = operation.contains(boss.id) ? boss : other
                let reply = try await bridge.patch(id, operation).expect(200)
                #expect(reply.text.contains(wished.id))
                let stored = try #require(try await scene.contents(dn)?["manager"]?.first)
                #expect(DistinguishedName(server: stored) == DistinguishedName(server: wished.dn))
                let version = try await scene.version(dn)
                try await bridge.patch(id, operation).expect(200)
                #expect(try await scene.version(dn) == version)
            }
            let found = try await bridge.find(#"\#(Self.enterprise):manager.value eq "\#(other.id)""#).expect(200)
            #expect(found.userNames == ["manager.report"])
            let nobody = "11111111-2222-3333-4444-555555555555"
            try await bridge.patch(id, #"{"op":"replace","path":"\#(Self.enterprise):manager","value":"\#(nobody)"}"#)
                .expect(400, .invalidValue, nobody)
            try await bridge.patch(id, #"{"op":"remove","path":"\#(Self.enterprise):manager"}"#).expect(200)
            #expect(try await scene.contents(dn)?["manager"] == nil)
            let made = try await bridge.post(
                BridgeCaller.person("manager.new", #""\#(Self.enterprise)":{"manager":{"value":"\#(boss.id)"}}"#)
            ).expect(201)
            #expect(made.text.contains(boss.id))
        }

        @Test func membersComeAndGoWithoutReadingTheList() async throws {
            let scene = try BridgeScene.current
            let first = try await scene.addPerson("group.first", "mail: group.first@acme.example")
            let second = try await scene.addPerson("group.second", "mail: group.second@acme.example")
            let group = "cn=unread,ou=groups,dc=acme,dc=example"
            try await scene.apply(
                "dn: \(group)\nobjectClass: groupOfNames\ncn: unread\nmember: \(scene.slapd.rootDN)\n")
            let id = try await scene.id(group)
            let directory = WatchedDirectory(scene.directory)
            let effects = Effects()
            var options = Provisioner.Options()
            options.referenceBases = [DistinguishedName(server: "dc=acme,dc=example")]
            let bridge = BridgeCaller(
                Provisioner(
                    mapping: Self.groups, directory: directory, options: options, logger: .silent,
                    observer: effects.note))

            func patch(_ operations: String, _ members: [String]) async throws {
                let reply = try await bridge.send(.patch, "/Groups/\(id)", #"{"Operations":[\#(operations)]}"#)
                reply.expect(204)
                #expect(Set(try await scene.contents(group)?["member"] ?? []) == Set(members), "\(operations)")
            }
            let root = scene.slapd.rootDN
            let add = #"{"op":"Add","path":"members","value":[{"value":"\#(first.id)"},{"value":"\#(second.id)"}]}"#
            try await patch(add, [root, first.dn, second.dn])
            try await patch(add, [root, first.dn, second.dn])
            let remove = #"{"op":"Remove","path":"members","value":[{"value":"\#(first.id)"}]}"#
            try await patch(remove, [root, second.dn])
            try await patch(remove, [root, second.dn])
            try await patch(#"{"op":"remove","path":"members[value eq \"\#(second.id)\"]"}"#, [root])
            try await patch(
                #"{"op":"add","path":"members","value":[{"value":"\#(first.id)"}]},"# + remove, [root])
            try await patch(#"{"op":"add","value":{"members":[{"value":"\#(second.id)"}]}}"#, [root, second.dn])
            #expect(
                !directory.searches.contains {
                    $0.attributes.contains("member") || $0.attributes.contains("*") || $0.attributes.isEmpty
                })
            #expect(effects.all.contains(.membership(added: 2, removed: 0)))
            #expect(effects.all.contains(.membership(added: 0, removed: 1)))
        }
    }
}

/// Notes what the bridge says that its changes meant.
private final class Effects: Sendable {
    private let noted = Mutex<[Plan.Effect]>([])

    var all: [Plan.Effect] { self.noted.withLock { $0 } }

    @Sendable func note(_ change: AppliedChange) {
        self.noted.withLock { $0.append(change.effect) }
    }
}

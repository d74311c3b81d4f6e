import Bridge
import LDAP
import NIOHTTP1
import SCIM
import Testing
import Translator

extension BridgeScene {
    /// Groups of RFC 2307 beside the others.
    var posixGroups: Mapping {
        get throws {
            var groups = Mapping.posixGroup(base: self.kind.groups.base)
            groups.rules.append(
                Mapping.Rule(
                    path: AttributePath(attribute: "externalId"), attribute: "gidNumber",
                    defaultValue: try Template(parsing: "5000")))
            (groups.deletion, groups.renaming) = (.delete, self.kind.groups.renaming)
            return groups
        }
    }

    /// A bridge for people and several kinds of groups.
    func bridge(kinds: [Mapping], _ change: (inout Provisioner.Options) -> Void = { _ in }) -> BridgeCaller {
        var people = self.kind.people
        people.showGroups(.request, of: kinds)
        var options = Provisioner.Options()
        options.referenceTargets = [people] + kinds.kinds
        options.baseURL = BridgeCaller.baseURL
        options.cursors = FixedSigner()
        change(&options)
        let provisioners = options.referenceTargets.map {
            Provisioner(
                mapping: $0, dialect: self.kind.dialect, directory: self.directory, options: options, logger: .silent)
        }
        return BridgeCaller(serving: provisioners.providers)
    }

    /// The user names in a group of RFC 2307.
    fileprivate func uids(_ path: String) async throws -> Set<String> {
        Set(try await self.values("memberUid", of: String(path.dropFirst("/Groups/".count))))
    }
}

extension UseCase {
    private static func members(_ operation: String, _ ids: [String]) -> String {
        let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return #"{"Operations":[{"op":"\#(operation)","path":"members","value":[\#(values)]}]}"#
    }

    static let groupKinds = [
        UseCase("user names are members, and come and go") { scene in
            let bridge = scene.bridge(kinds: [try scene.posixGroups])
            let (ada, bob, eve) = (
                try await bridge.makePerson("ada"), try await bridge.makePerson("bob"),
                try await bridge.makePerson("eve")
            )
            let path = try await bridge.makeGroup("unix", [ada.id])
            #expect(try await scene.uids(path) == [ada.name])
            for (operation, people, left) in [
                ("add", [bob], [ada, bob]), ("add", [bob, eve], [ada, bob, eve]), ("remove", [ada], [bob, eve]),
                ("remove", [ada, bob], [eve]), ("replace", [ada], [ada]), ("remove", [ada], []), ("add", [eve], [eve]),
            ] {
                let reply = try await bridge.send(.PATCH, path, Self.members(operation, people.map(\.id)))
                #expect([200, 204].contains(reply.status), "\(operation): \(reply.text)")
                #expect(try await bridge.get(path).expect(200).ids("members") == Set(left.map(\.id)))
                let uids = try await scene.uids(path)
                #expect(uids == Set(left.map(\.name)), "\(operation)")
            }
            let found = try await bridge.find("members eq \"\(eve.id)\"", endpoint: "/Groups").expect(200)
            #expect(found["totalResults"] == 1)
            let shown = try await bridge.get("/Users/\(eve.id)?attributes=groups").expect(200)
            #expect(shown.ids("groups") == [String(path.dropFirst("/Groups/".count))])
        },
        UseCase("a new user name is taken along, and rests with the person") { scene in
            let bridge = scene.bridge(kinds: [try scene.posixGroups])
            let (ada, bob) = (try await bridge.makePerson("renamed"), try await bridge.makePerson("stays"))
            let path = try await bridge.makeGroup("unix", [ada.id, bob.id])
            let name = "new.\(ada.name)"
            try await bridge.patch(ada.id, #"{"op":"replace","path":"userName","value":"\#(name)"}"#).expect(200)
            #expect(try await scene.uids(path) == [name, bob.name])
            #expect(try await bridge.get(path).expect(200).ids("members") == [ada.id, bob.id])
            try await bridge.delete(ada.id).expect(204)
            #expect(try await bridge.get(path).expect(200).ids("members") == [bob.id])
            let other = try await bridge.post(BridgeCaller.person(name))
            // A directory that keeps names unique in the trash, too, has no room for another one.
            guard other.status == 201 else { return other.expect(409, .uniqueness) }
            let uids = try await scene.uids(path)
            #expect(uids == [bob.name])
            #expect(try await bridge.get(path).expect(200).ids("members") == [bob.id])
        },
        UseCase("groups of several kinds are served together, one within the other") { scene in
            let (names, posix) = (scene.kind.groups, try scene.posixGroups)
            let bridge = scene.bridge(kinds: [names, posix]) { $0.maximumPage = 5 }
            let ada = try await bridge.makePerson("kinds")
            let (outer, inner) = (
                try await bridge.makeGroup("outer", [ada.id]),
                try await scene.bridge(kinds: [posix]).makeGroup("inner", [ada.id])
            )
            let ids = [outer, inner].map { String($0.dropFirst("/Groups/".count)) }
            #expect(try await bridge.get(inner).expect(200).ids("members") == [ada.id])
            let reply = try await bridge.send(.PATCH, outer, Self.members("add", [ids[1], ids[0]]))
            #expect([200, 204].contains(reply.status), "\(reply.text)")
            #expect(try await bridge.get(outer).expect(200).ids("members") == [ada.id, ids[0], ids[1]])
            try await bridge.send(.PATCH, inner, Self.members("add", [ids[0]])).expect(400, .invalidValue, "with a uid")
            let found = try await bridge.find("members eq \"\(ada.id)\"", endpoint: "/Groups").expect(200)
            #expect(found["totalResults"] == 2)
            let all = try #require(try await bridge.get("/Groups?count=0").expect(200).total)
            var (seen, cursor) = ([String](), "")
            repeat {
                let page = try await bridge.get("/Groups?count=2&attributes=id&cursor=\(cursor)").expect(200)
                seen += (page["Resources"].array ?? []).compactMap { $0.object?["id"]?.string }
                cursor = page["nextCursor"].string ?? ""
            } while !cursor.isEmpty && seen.count < all + 10
            #expect(seen.count == all && Set(seen).count == all && Set(ids).isSubset(of: seen))
            try await bridge.send(.DELETE, inner).expect(204)
            try await bridge.get(inner).expect(404)
        },
        UseCase("groups that are members of one another hang nothing") { scene in
            let bridge = scene.groupBridge(
                options: {
                    var options = Provisioner.Options()
                    options.referenceTargets = [scene.kind.people, scene.kind.groups]
                    return options
                }())
            let first = try await bridge.makeGroup("first", [])
            let second = try await bridge.makeGroup("second", [String(first.dropFirst("/Groups/".count))])
            let ids = [first, second].map { String($0.dropFirst("/Groups/".count)) }
            let reply = try await bridge.send(.PATCH, first, Self.members("add", [ids[1]]))
            #expect([200, 204].contains(reply.status), "\(reply.text)")
            #expect(try await bridge.get(first).expect(200).ids("members") == [ids[1]])
            #expect(try await bridge.get(second).expect(200).ids("members") == [ids[0]])
            let name = BridgeScene.freshName("loop")
            let change = #"{"Operations":[{"op":"replace","path":"displayName","value":"\#(name)"}]}"#
            #expect([200, 204].contains(try await bridge.send(.PATCH, first, change).status))
            try await scene.settles { try await bridge.get(second).expect(200).ids("members") == [ids[0]] }
            try await bridge.send(.DELETE, first).expect(204)
            try await scene.settles { try await bridge.get(second).expect(200).ids("members") == [] }
        },
    ]
}

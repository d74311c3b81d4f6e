import Bridge
import Directories
import LDAP
import LDAPClient
import NIOHTTP1
import SCIM
import Sandbox
import Testing
import Translator

// What use cases look at behind the bridge's back, on every kind of server.
extension BridgeScene {
    /// The whole entry of a resource, wherever it is; nil if there is none.
    func stored(_ id: String) async throws -> LDAP.Entry? {
        let mapping = self.kind.people.canonical(in: try await self.directory.server().schema, self.kind.dialect)
        let request = SearchRequest(
            base: DistinguishedName(server: "dc=acme,dc=example"),
            filter: try #require(self.kind.dialect.idFilter(id)),
            attributes: ["*", "+", self.kind.dialect.idAttribute] + mapping.activation.flatMap(\.attributes))
        return try await self.root.search(request).entries.first
    }

    /// The values of an attribute of a resource's entry.
    func values(_ attribute: LDAP.AttributeDescription, of id: String) async throws -> [String] {
        try #require(try await self.stored(id))[attribute].compactMap(\.text)
    }

    /// Whether somebody can sign in at the directory.
    func canSignIn(_ id: String, _ password: String) async throws -> Bool {
        let name = try #require(try await self.stored(id)).dn
        var configuration = try LDAPClientScene.configuration([try #require(self.server.ldapURL)])
        configuration.credentials = .simple(dn: name, password: { Array(password.utf8) })
        return try await LDAPClientScene.withClient(configuration) { client in
            if case .connected? = await client.reaches({ $0 != .connecting }) { true } else { false }
        }
    }

    /// Waits until something is so, ten seconds at most: servers carry references along, and come back, after they have answered.
    func settles(
        sourceLocation: SourceLocation = #_sourceLocation, _ isSettled: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while .now < deadline {
            do {
                if try await isSettled() { return }
            } catch let error as LDAPError where error.code == .unavailable {}
            await Task.yield()
        }
        Issue.record("it did not settle", sourceLocation: sourceLocation)
    }

    /// Gives somebody a password, as somebody else does.
    func setPassword(_ password: String, of id: String) async throws {
        let (attribute, value) = self.kind.password(password)
        try await self.set(attribute, [value], of: id)
    }

    /// Gives a resource's entry values, as somebody else does.
    func set(_ attribute: LDAP.AttributeDescription, _ values: [AttributeValue], of id: String) async throws {
        let name = try #require(try await self.stored(id)).dn
        _ = try await self.root.apply(.modify(name, [Modification(.replace, attribute, values[...])]))
    }
}

extension BridgeCaller {
    /// Makes a person with a fresh name that begins so, and returns the name and the id.
    func makePerson(_ name: String, _ members: String...) async throws -> (name: String, id: String) {
        let name = BridgeScene.freshName(name)
        let text = Self.person(name, members: members)
        return (name, try await self.post(text).expect(201).id)
    }

    /// Makes a group of these members with a fresh name that begins so, and returns its path.
    func makeGroup(_ name: String, _ members: [String]) async throws -> String {
        let list = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        let body = #"{"displayName":"\#(BridgeScene.freshName(name))","members":[\#(list)]}"#
        return "/Groups/\(try await self.send(.POST, "/Groups", body).expect(201).id)"
    }

    /// Calls several times at once, and returns the statuses in their order.
    func atOnce(
        _ count: Int, _ call: @escaping @Sendable (BridgeCaller, Int) async throws -> Reply
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for number in 0..<count { group.addTask { (number, try await call(self, number).status) } }
            var statuses = Array(repeating: 0, count: count)
            for try await (number, status) in group { statuses[number] = status }
            return statuses
        }
    }
}

extension Reply {
    /// How many resources a list has.
    var total: Int? {
        if case .integer(let count) = self["totalResults"] { Int(count) } else { nil }
    }

    /// The ids of a group's members, or of a person's groups.
    func ids(_ attribute: String) -> Set<String> {
        Set((self[attribute].array ?? []).compactMap { $0.object?["value"]?.string })
    }
}

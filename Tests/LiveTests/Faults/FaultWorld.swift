import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Translator

@testable import Daemon

/// A directory in which things go wrong, and what can be done to it behind the bridge's back.
struct FaultWorld: Sendable {
    /// Who carries references along.
    enum Carrier: String, CaseIterable, Sendable {
        /// The bridge, in a directory that does not.
        case follow
        /// The directory, by the overlay refint.
        case server

        var renaming: Mapping.Renaming { self == .follow ? .follow : .server }
    }

    let carrier: Carrier
    let slapd: PrivateSlapd
    let root: Client
    /// Whether its groups are of RFC 2307, which hold the user names of their members.
    var holdsUserNames = false

    static let suffix = "dc=acme,dc=example"
    /// Where people are moved to.
    static let elsewhere = "ou=elsewhere,ou=people,\(suffix)"
    /// What counts the numbers of people.
    static let counter = "cn=next,ou=groups,\(suffix)"
    /// The group whose members are disabled, where that is the strategy; somebody is always in it.
    static let disabled = "cn=disabled,ou=groups,\(Self.suffix)"
    /// Where the disabled are, where that is the strategy.
    static let disabledPeople = "ou=disabled,ou=people,\(Self.suffix)"
    /// What only deleted people have, where they are marked.
    static let mark = Mapping.Mark("employeeType", "deleted")

    private static let furniture = """
        dn: \(Self.disabledPeople)
        objectClass: organizationalUnit
        ou: disabled

        dn: \(Self.disabled)
        objectClass: groupOfNames
        cn: disabled
        member: cn=admin,\(Self.suffix)


        """
    /// Names of nobody, which a group holds that must have a member.
    static let nobody: Set<String> = ["", "cn=nobody,dc=acme,dc=example"]
    /// How long a bridge waits for the directory.
    static let patience = Duration.milliseconds(600)

    /// Starts a directory and ends it with `body`.
    static func run<Output: Sendable>(
        _ carrier: Carrier, _ body: (FaultWorld) async throws -> Output
    ) async throws -> Output {
        try await LDAPClientScene.withSlapd(
            people: 0,
            options: { options in
                let furniture = Self.furniture
                options.overlays = [.ppolicy, .sssvlv, .memberof]
                if carrier == .server { options.overlays.insert(.refint) }
                options.content = .standardAnd(furniture)
            }
        ) { slapd in
            let configuration = try LDAPClientScene.configuration([slapd.ldapURL ?? ""])
            return try await LDAPClientScene.withClient(configuration) { root in
                let world = FaultWorld(carrier: carrier, slapd: slapd, root: root)
                _ = try await world.add(
                    Self.elsewhere, "objectClass: organizationalUnit", "ou: elsewhere", "description: a place")
                _ = try await world.add(
                    Self.counter, "objectClass: device", "objectClass: extensibleObject", "cn: next", "uidNumber: 1000")
                return try await body(world)
            }
        }
    }

    /// What the bridges of this world serve.
    func provisioners(
        _ deletion: Mapping.Deletion, _ change: (inout Mapping) -> Void, over directory: any Directory
    ) -> (Provisioner, Provisioner) {
        var users = BridgeScene.mapping()
        users.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "userPassword"))
        BridgeScene.showManager(&users)
        users.deletion = deletion
        users.renaming = self.carrier.renaming
        change(&users)
        var groups = BridgeScene.groups
        groups.renaming = self.carrier.renaming
        if self.holdsUserNames {
            groups = Mapping.posixGroup(base: groups.base)
            (groups.deletion, groups.renaming) = (.delete, self.carrier.renaming)
        } else if self.carrier == .server {
            groups.rules[1].placeholder = "cn=nobody,dc=acme,dc=example"
        }
        var options = Provisioner.Options()
        options.baseURL = BridgeCaller.baseURL
        options.referenceTargets = [users, groups]
        return (
            Provisioner(mapping: users, directory: directory, options: options, logger: .silent),
            Provisioner(mapping: groups, directory: directory, options: options, logger: .silent)
        )
    }

    /// Runs a bridge that reaches the directory through a port, for the length of `body`.
    func withBridge<Output: Sendable>(
        _ deletion: Mapping.Deletion, through port: Int, patience: Duration = Self.patience,
        changing change: (inout Mapping) -> Void = { _ in },
        _ body: (BridgeCaller) async throws -> Output
    ) async throws -> Output {
        var configuration = try LDAPClientScene.configuration(["ldap://127.0.0.1:\(port)"])
        let account = DistinguishedName(server: "cn=starbridge,ou=services,\(Self.suffix)")
        configuration.credentials = .simple(dn: account, password: { Array("starbridge-secret".utf8) })
        configuration.connections = 2
        configuration.timeout = patience
        return try await LDAPClientScene.withClient(configuration) { client in
            // The bridge knows its directory before anything goes wrong.
            _ = await client.reaches { if case .connected = $0 { true } else { false } }
            let (users, groups) = self.provisioners(deletion, change, over: ClientDirectory(client: client))
            return try await body(BridgeCaller(users, groups))
        }
    }
}

// MARK: - The directory behind the bridge's back

extension FaultWorld {
    /// Adds an entry, and returns its id.
    func add(_ dn: String, _ lines: String...) async throws -> String {
        let record = (["dn: \(dn)"] + lines).joined(separator: "\n") + "\n"
        try await self.awake()
        for change in try LDAP.Entry.parseLDIF(record) { _ = try await self.root.apply(change) }
        let request = SearchRequest(
            base: DistinguishedName(server: dn), scope: .base, filter: .present("objectClass"),
            attributes: ["entryUUID"])
        return try await self.root.search(request).entries.first?["entryUUID"].first?.text ?? ""
    }

    /// Adds a person and returns their name and id.
    func addPerson(_ uid: String, _ lines: String...) async throws -> (dn: String, id: String) {
        let dn = Self.person(uid)
        let more = lines.isEmpty ? "title: Old" : lines.joined(separator: "\n")
        let id = try await self.add(
            dn, "objectClass: inetOrgPerson", "uid: \(uid)", "sn: Old", "cn: Old", "mail: \(uid)@acme.example", more)
        return (dn, id)
    }

    /// Adds a group of RFC 2307.
    func addUnixGroup(_ cn: String, _ uids: [String]) async throws {
        let lines = uids.map { "memberUid: \($0)" }.joined(separator: "\n")
        _ = try await self.add(
            "cn=\(cn),ou=groups,\(Self.suffix)", "objectClass: posixGroup", "cn: \(cn)", "gidNumber: 5000", lines)
    }

    /// Adds a group and returns its name and id.
    func addGroup(_ cn: String, _ members: [String]) async throws -> (dn: String, id: String) {
        let dn = "cn=\(cn),ou=groups,\(Self.suffix)"
        let lines = members.map { "member: \($0)" }.joined(separator: "\n")
        return (dn, try await self.add(dn, "objectClass: groupOfNames", "cn: \(cn)", lines))
    }

    static func person(_ uid: String) -> String { "uid=\(uid),ou=people,\(Self.suffix)" }

    /// All people and groups whose names contain a text, with the names of whom they name.
    func truth(of token: String) async throws -> DirectoryTruth {
        let filter = "(|(uid=*\(token)*)(cn=*\(token)*))"
        let request = SearchRequest(
            base: DistinguishedName(server: Self.suffix), filter: try LDAP.Filter(parsing: filter),
            attributes: ["*", "entryUUID", "pwdAccountLockedTime"])
        let disabled = SearchRequest(
            base: DistinguishedName(server: Self.disabled), scope: .base, filter: .present("objectClass"),
            attributes: ["member"])
        try await self.awake()
        return DirectoryTruth(
            try await self.root.search(request).entries,
            disabled: try await self.root.search(disabled).entries.flatMap { $0["member"] })
    }

    /// Waits until a directory that was killed is found to be back.
    private func awake() async throws {
        let request = SearchRequest(
            base: DistinguishedName(server: Self.suffix), scope: .base, filter: .present("objectClass"),
            attributes: ["1.1"])
        for await state in self.root.states {
            // The state may be that of a connection whose end is not known yet.
            if case .connected = state, (try? await self.root.search(request)) != nil { return }
        }
    }

    /// The same, once it is as wished: a directory that keeps references does so a moment after its answer.
    func settled(
        _ token: String, _ isWished: (DirectoryTruth) -> Bool
    ) async throws -> DirectoryTruth {
        let deadline = ContinuousClock.now + .seconds(self.carrier == .server ? 2 : 0)
        while true {
            let truth = try await self.truth(of: token)
            if isWished(truth) || .now >= deadline { return truth }
        }
    }
}

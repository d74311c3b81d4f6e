import Bridge
import Directories
import LDAP
import LDAPClient
import Logging
import SCIM
import Safeguards
import Sandbox
import Testing
import Translator

/// A bridge over a real server that keeps a journal, and undo over the same.
struct UndoScene: Sendable {
    let scene: BridgeScene
    let caller: BridgeCaller
    /// The folder of the journal.
    let folder: String
    private let mappings: [Mapping]
    private let options: Provisioner.Options
    private let provisioners: [Provisioner]

    /// Attributes that no undo restores.
    private static let aside: Set<LDAP.AttributeDescription> = [
        "entryUUID", "entryCSN", "createTimestamp", "modifyTimestamp", "creatorsName", "modifiersName", "nsUniqueId",
        "entryid", "numSubordinates", "hasSubordinates", "userPassword", "entrydn", "dsEntryDN",
    ]

    /// What 389 Directory Server adds to members by itself.
    private static let classesOfServer: Set<AttributeValue> = ["nsMemberOf"]

    /// Runs `body` with a journal in a folder of its own.
    static func run(
        on scene: BridgeScene, users change: (inout Mapping) -> Void = { _ in }, body: (UndoScene) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        var people = scene.kind.people
        change(&people)
        var groups = scene.kind.groups
        groups.renaming = people.renaming
        let terms = JournalTerms(directory: folder.path + "/journal")
        let journal = try Journal(terms, logger: .silent)
        var everybody = people
        everybody.base = DistinguishedName(server: "dc=acme,dc=example")
        var options = Provisioner.Options()
        options.referenceTargets = [everybody, groups]
        options.baseURL = BridgeCaller.baseURL
        options.cursors = FixedSigner()
        options.isRecorded = true
        options.safeguards = { JournalExecutor(next: $0, journal: journal, terms: terms) }
        let provisioners = [people, groups].map {
            Provisioner(mapping: $0, directory: scene.directory, options: options, logger: .silent)
        }
        try await body(
            UndoScene(
                scene: scene, caller: BridgeCaller(serving: provisioners), folder: terms.directory,
                mappings: [people, groups], options: options, provisioners: provisioners))
    }

    /// All events, the oldest first.
    func events() throws -> [JournalEvent] {
        try JournalReader(directory: self.folder).findings(.oldestFirst).compactMap {
            if case .event(let event) = $0 { event } else { nil }
        }
    }

    /// Takes events back.
    func undo(_ events: [EventID], mayDelete: Bool = false) async -> UndoReport {
        await Undo(
            self.provisioners, archive: JournalArchive(directory: self.folder),
            order: .init(principal: "root (uid 0)", requestID: "undo-1", mayDelete: mayDelete)
        ).run(events)
    }

    /// What an undo would do.
    func preview(_ events: [EventID]) async -> UndoReport {
        let explainer = Explainer(
            mappings: self.mappings, directory: self.scene.directory, options: self.options, logger: .silent)
        return await Undo(
            explainer.provisioners, archive: JournalArchive(directory: self.folder),
            order: .init(principal: "root (uid 0)", requestID: "undo-1")
        ).run(events)
    }

    /// Everything below the suffix, values as sets, names in small letters.
    func contents() async throws -> [String: [LDAP.AttributeDescription: Set<AttributeValue>]] {
        let request = SearchRequest(
            base: DistinguishedName(server: "dc=acme,dc=example"),
            attributes: ["*", "pwdAccountLockedTime", "nsAccountLock", "pwdEndTime"])
        let entries = try await self.scene.root.search(request).entries
        return Dictionary(
            uniqueKeysWithValues: entries.map { entry in
                let named = entry.attributes.filter {
                    !Self.aside.contains($0.description) && $0.description != "memberOf"
                }
                .map { ($0.description, Set($0.values).subtracting(Self.classesOfServer)) }
                return (entry.dn.description.lowercased(), Dictionary(named, uniquingKeysWith: { $0.union($1) }))
            })
    }

    /// Makes a call, takes it back, takes that back, and finds everything as it was each time; servers that take references along after
    /// they have answered get time for that.
    func goesThereAndBack(
        _ effect: Plan.Effect, sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Void
    ) async throws {
        let before = try await self.contents()
        let known = try self.events().count
        try await call()
        let after = try await self.settled()
        let made = try self.events().dropFirst(known)
        let event = try #require(
            made.first { $0.effect == effect }, "\(made.map(\.effect))", sourceLocation: sourceLocation)
        let ids = made.map(\.id).reversed()
        let preview = await self.preview(Array(ids))
        #expect(preview.isComplete, "\(preview)", sourceLocation: sourceLocation)
        let report = await self.undo(Array(ids))
        #expect(
            report.items.contains { $0.state == .undone } && report.isComplete, "\(report)",
            sourceLocation: sourceLocation)
        try await self.becomes(before, sourceLocation)
        let own = try self.events().filter { $0.undoes == event.id }
        #expect(!own.isEmpty && own.allSatisfy { $0.origin.method == "UNDO" }, sourceLocation: sourceLocation)
        let again = await self.undo(Array(ids))
        #expect(again.items.allSatisfy { $0.state == .alreadySo }, "\(again)", sourceLocation: sourceLocation)
        let redone = await self.undo(try self.events().dropFirst(known + made.count).map(\.id).reversed())
        #expect(redone.isComplete, "\(redone)", sourceLocation: sourceLocation)
        try await self.becomes(after, sourceLocation)
    }

    /// The directory once nothing in it changes any more.
    private func settled() async throws -> [String: [LDAP.AttributeDescription: Set<AttributeValue>]] {
        var last = try await self.contents()
        for _ in 0..<20 {
            try await Task.sleep(for: .milliseconds(20))
            let now = try await self.contents()
            if now == last { return now }
            last = now
        }
        return last
    }

    private func becomes(
        _ wished: [String: [LDAP.AttributeDescription: Set<AttributeValue>]], _ location: SourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while try await self.contents() != wished, .now < deadline { await Task.yield() }
        let now = try await self.contents()
        for (name, values) in now where wished[name] != values {
            let former = wished[name] ?? [:]
            for attribute in Set(values.keys).union(former.keys) where values[attribute] != former[attribute] {
                Issue.record(
                    "\(name) \(attribute): \(former[attribute] ?? []) is \(values[attribute] ?? [])",
                    sourceLocation: location)
            }
        }
        for name in wished.keys where now[name] == nil { Issue.record("\(name) is missing", sourceLocation: location) }
    }
}

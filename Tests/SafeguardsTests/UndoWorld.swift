import Bridge
import Directories
import DirectoryDouble
import Encodings
import LDAP
import Logging
import SCIM
import Synchronization
import Testing
import Translator

@testable import Safeguards

/// A bridge over a directory in memory, whose plans are kept as events that can be taken back.
struct UndoWorld: Sendable {
    static let suffix = "dc=acme,dc=example"

    let directory: MemoryDirectory
    let users: Provisioner
    let groups: Provisioner
    let archive: EventList
    private let mappings: [Mapping]
    private let options: Provisioner.Options

    init(
        over directory: MemoryDirectory = MemoryDirectory(), users change: (inout Mapping) -> Void = { _ in }
    ) {
        var people = Mapping.inetOrgPerson(base: DistinguishedName(server: "ou=people,\(Self.suffix)"))
        people.deletion = .trash(base: DistinguishedName(server: "ou=leavers,\(Self.suffix)"))
        people.renaming = .server
        change(&people)
        var teams = Mapping.groupOfNames(base: DistinguishedName(server: "ou=groups,\(Self.suffix)"))
        teams.deletion = .delete
        teams.renaming = people.renaming
        let archive = EventList()
        var options = Provisioner.Options()
        options.referenceTargets = [people, teams]
        options.timeout = .seconds(600)
        options.isRecorded = true
        options.safeguards = { EventKeeper(next: $0, archive: archive) }
        let provisioners = [people, teams].map {
            Provisioner(mapping: $0, directory: directory, options: options, logger: Self.silent)
        }
        (self.directory, self.users, self.groups) = (directory, provisioners[0], provisioners[1])
        (self.archive, self.mappings, self.options) = (archive, [people, teams], options)
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A directory that keeps no reference right.
    static func careless() -> MemoryDirectory { MemoryDirectory { $0.habits.keepsReferences = false } }
}

// MARK: - The directory behind the bridge's back

extension UndoWorld {
    static func dn(_ uid: String, _ branch: String = "ou=people") -> String { "uid=\(uid),\(branch),\(self.suffix)" }
    static func group(_ name: String) -> String { "cn=\(name),ou=groups,\(self.suffix)" }

    /// Adds a person, and returns the id.
    @discardableResult
    func addPerson(_ uid: String, mail: String? = nil, _ lines: String...) throws -> String {
        let dn = Self.dn(uid)
        let record = [
            "dn: \(dn)", "objectClass: inetOrgPerson", "uid: \(uid)", "sn: Old", "cn: Old",
            "mail: \(mail ?? uid)@acme.example",
        ]
        self.directory.load((record + lines).joined(separator: "\n") + "\n")
        return try self.id(dn)
    }

    /// Adds a group, and returns the id.
    @discardableResult
    func addGroup(_ name: String, _ members: String...) throws -> String {
        let record = ["dn: \(Self.group(name))", "objectClass: groupOfNames", "cn: \(name)"]
        self.directory.load((record + members.map { "member: \($0)" }).joined(separator: "\n") + "\n")
        return try self.id(Self.group(name))
    }

    func id(_ dn: String) throws -> String { try #require(self.directory[dn]?["entryUUID"].first?.text) }

    func values(_ attribute: AttributeDescription, of dn: String) -> Set<String> {
        Set((self.directory[dn]?[attribute] ?? []).compactMap(\.text))
    }

    /// Everything in the directory, values as sets, without what the server writes itself.
    func contents() async throws -> [String: [AttributeDescription: Set<AttributeValue>]] {
        let own: Set<AttributeDescription> = [
            "entryUUID", "entryCSN", "createTimestamp", "modifyTimestamp", "creatorsName", "modifiersName", "memberOf",
        ]
        let found = try await self.directory.search(
            SearchRequest(base: DistinguishedName(server: Self.suffix), attributes: ["*", "pwdAccountLockedTime"]))
        return Dictionary(
            uniqueKeysWithValues: found.entries.map { entry in
                let named = entry.attributes.filter { !own.contains($0.description) }.map {
                    ($0.description, Set($0.values))
                }
                return (entry.dn.description, Dictionary(named, uniquingKeysWith: { $0.union($1) }))
            })
    }
}

// MARK: - Calls

extension UndoWorld {
    static func context(_ method: String, _ path: String) -> RequestContext {
        var context = RequestContext(principal: Principal(name: "entra"), requestID: "r-1")
        context.call = ClientCall(method, path)
        return context
    }

    private static func json(_ text: String) throws -> SCIM.Value { try JSONReader.read(text.utf8) }

    func patch(_ id: String, _ operations: String...) async throws {
        let patch = try Patch(decoding: try Self.json(#"{"Operations":[\#(operations.joined(separator: ","))]}"#))
        _ = try await self.users.patch(id: id, with: patch, context: Self.context("PATCH", "/Users/\(id)"))
    }

    func patchGroup(_ id: String, _ operations: String...) async throws {
        let patch = try Patch(decoding: try Self.json(#"{"Operations":[\#(operations.joined(separator: ","))]}"#))
        _ = try await self.groups.patch(id: id, with: patch, context: Self.context("PATCH", "/Groups/\(id)"))
    }

    func create(_ userName: String, _ members: String...) async throws {
        let hasMail = members.contains { $0.hasPrefix(#""emails""#) }
        let mail = #""emails":[{"type":"work","primary":true,"value":"\#(userName)@acme.example"}]"#
        let name = #""name":{"familyName":"New","formatted":"New"}"#
        let body =
            "{" + ([#""userName":"\#(userName)""#, name] + (hasMail ? [] : [mail]) + members).joined(separator: ",")
            + "}"
        let resource = try Resource(decoding: try Self.json(body), as: .user)
        _ = try await self.users.create(resource, context: Self.context("POST", "/Users"))
    }

    func delete(_ id: String) async throws {
        try await self.users.delete(id: id, context: Self.context("DELETE", "/Users/\(id)"))
    }

    static func set(_ path: String, _ text: String) -> String {
        #"{"op":"replace","path":"\#(path.replacing("\"", with: "\\\""))","value":"\#(text)"}"#
    }

    static func members(_ operation: String, _ ids: String...) -> String {
        let values = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return #"{"op":"\#(operation)","path":"members","value":[\#(values)]}"#
    }

    static let disable = #"{"op":"replace","path":"active","value":false}"#
    static let enable = #"{"op":"replace","path":"active","value":true}"#
}

// MARK: - Undo

extension UndoWorld {
    static func order(mayDelete: Bool = false) -> Undo.Order {
        Undo.Order(principal: "root (uid 0)", requestID: "undo-1", mayDelete: mayDelete)
    }

    /// Takes events back; without any the last one.
    @discardableResult
    func undo(_ events: EventID..., mayDelete: Bool = false) async throws -> UndoReport {
        let events = events.isEmpty ? [try #require(self.archive.all.last).id] : events
        return await Undo(
            [self.users, self.groups], archive: self.archive, order: Self.order(mayDelete: mayDelete)
        ).run(events)
    }

    /// What an undo would do.
    func preview(_ events: [EventID]) async -> UndoReport {
        let explainer = Explainer(
            mappings: self.mappings, directory: self.directory, options: self.options, logger: Self.silent)
        return await Undo(explainer.provisioners, archive: self.archive, order: Self.order()).run(events)
    }

    /// Makes a call, takes it back, and takes that back again: each time everything is as it was.
    ///
    /// The marks of a former state that no undo restores, such as another id, are left out.
    func goesThereAndBack(
        _ effect: Plan.Effect, back: UndoReport.State = .undone, mayDelete: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Void
    ) async throws {
        let before = try await self.contents()
        try await call()
        let after = try await self.contents()
        #expect(before != after, sourceLocation: sourceLocation)
        let event = try #require(self.archive.all.last)
        #expect(event.effect == effect, sourceLocation: sourceLocation)
        let preview = await self.preview([event.id])
        #expect(preview.items.map(\.state) == [.undone], "\(preview)", sourceLocation: sourceLocation)
        #expect(try await self.contents() == after, sourceLocation: sourceLocation)
        let report = try await self.undo(event.id, mayDelete: mayDelete)
        #expect(report.items.map(\.state) == [.undone], "\(report)", sourceLocation: sourceLocation)
        #expect(report.items.first?.ldif == preview.items.first?.ldif, sourceLocation: sourceLocation)
        #expect(try await self.contents() == before, sourceLocation: sourceLocation)
        let again = try await self.undo(event.id)
        #expect(again.items.map(\.state) == [.alreadySo], "\(again)", sourceLocation: sourceLocation)
        let own = try #require(self.archive.all.last)
        #expect(own.undoes == event.id && own.origin.method == "UNDO", sourceLocation: sourceLocation)
        let redone = try await self.undo(own.id)
        #expect(redone.items.map(\.state) == [back], "\(redone)", sourceLocation: sourceLocation)
        #expect(try await self.contents() == after, sourceLocation: sourceLocation)
    }
}

/// Events in memory.
final class EventList: EventArchive {
    private let events = Mutex<[JournalEvent]>([])

    var all: [JournalEvent] { self.events.withLock { $0 } }

    func add(_ event: JournalEvent) { self.events.withLock { $0.append(event) } }

    func events(_ ids: [EventID]) async -> [EventID: Result<JournalEvent, EventFault>] {
        let wanted = self.all.filter { ids.contains($0.id) }.map { ($0.id, Result<_, EventFault>.success($0)) }
        return Dictionary(wanted, uniquingKeysWith: { $1 })
    }

    func last(after id: EventID, where isWanted: @Sendable (JournalEvent) -> Bool) async -> JournalEvent? {
        self.all.last { $0.id > id && isWanted($0) }
    }
}

/// Makes an event of each plan.
private struct EventKeeper: PlanWrapper {
    let next: any PlanExecutor
    let archive: EventList

    func end(_ record: PlanRecord, _ work: Work) async {
        let context = work.context
        var steps = zip(record.plan.steps, record.fates).map { step, fate in
            var isAdded = false
            if case .add = step.change { isAdded = true }
            return JournalEvent.Step(
                change: step.change, inverse: step.inverse, target: step.change.target,
                id: step.recovery.id ?? (isAdded ? record.newID : nil), isDisabling: step.role == .disabling, fate: fate
            )
        }
        steps += record.plan.consequences.map {
            JournalEvent.Step(
                change: $0.change, inverse: $0.inverse, target: $0.change.target, id: $0.recovery.id, fate: .needless)
        }
        let isDone = record.fates.allSatisfy { $0 == .done || $0 == .needless }
        let number = self.archive.all.count
        self.archive.add(
            JournalEvent(
                id: EventID(Timestamp(seconds: 1_796_000_000 + Int64(number)), tail: 0),
                origin: .init(
                    requestID: context.requestID, principal: context.principal.name,
                    method: context.call?.method ?? "-", path: context.call?.path ?? "-"),
                effect: record.plan.effect, undoes: JournalEvent.undone, steps: steps,
                outcome: .init(isDone ? .done : .failed)))
    }
}

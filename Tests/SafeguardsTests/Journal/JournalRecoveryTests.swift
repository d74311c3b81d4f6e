import Bridge
import DirectoryDouble
import Encodings
import Glibc
import LDAP
import LogLines
import SCIM
import Sandbox
import Testing
import Translator

@testable import Safeguards

/// What a journal finds out at its start of the changes that were under way when the process before it was killed.
@Suite struct JournalRecoveryTests {
    typealias World = JournalWorld

    /// What is done to a person whom everybody knows.
    private static let deeds: [(name: String, deed: @Sendable (World, String) async throws -> Void)] = [
        ("create", { world, _ in try await world.create("eva") }),
        ("update", { world, id in try await world.patch(id, World.set("title", #""Chief""#)) }),
        (
            "rename",
            { world, id in
                try await world.patch(id, World.set("userName", #""eva""#), World.set("title", #""Chief""#))
            }
        ),
        ("disable", { world, id in try await world.patch(id, World.set("active", "false")) }),
        ("delete", { world, id in try await world.delete(id) }),
        ("members", { world, id in _ = try await world.createGroup("crew", id) }),
    ]

    private static func inFolder(_ body: (SandboxFolder) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try await body(folder)
    }

    /// A person whom everybody knows.
    private static func directory() -> (MemoryDirectory, id: String) {
        let directory = MemoryDirectory()
        directory.load(
            "dn: \(World.ada)\nobjectClass: inetOrgPerson\nuid: ada\nsn: B\ncn: B\nmail: ada@acme.example\n")
        return (directory, directory[World.ada]?["entryUUID"].first?.text ?? "")
    }

    /// What a deed is made of, as a journal tells it.
    private static func event(of index: Int) async throws -> JournalEvent {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let (directory, id) = Self.directory()
        let world = try World(in: folder, over: directory)
        try await Self.deeds[index].deed(world, id)
        return try #require(try world.events().last)
    }

    /// Leaves in a folder the beginning of an event, of which the directory holds so many steps.
    private static func leave(
        _ event: JournalEvent, done: Int, in folder: SandboxFolder, _ directory: MemoryDirectory, id: String,
        former: String
    ) throws {
        var event = event
        for index in event.steps.indices where event.steps[index].id?.value.text == former {
            event.steps[index].id?.value = AttributeValue(id)
        }
        for index in event.steps.indices where event.steps[index].version != nil {
            let entry = directory[event.steps[index].target.description]
            if let version = entry?["entryCSN"].first { event.steps[index].version?.value = version }
        }
        if event.effect == .create { event.steps[0].id = nil }
        let terms = JournalTerms(directory: "\(folder.path)/journal")
        var store = JournalStore(JournalFolder(terms.directory))
        _ = try store.open(terms, at: event.id.time)
        try store.append(BlockWriter.begin(event), terms, at: event.id.time)
        for step in event.steps.prefix(done) { directory.load(try #require(step.change).ldif(secrets: [])) }
    }

    @Test(arguments: deeds.indices) func whatIsDoneIsFoundOut(index: Int) async throws {
        let event = try await Self.event(of: index)
        let former = event.steps.compactMap { $0.id?.value.text }.first ?? ""
        for done in 0...event.steps.count {
            try await Self.inFolder { folder in
                let (directory, id) = Self.directory()
                try Self.leave(event, done: done, in: folder, directory, id: id, former: former)
                let world = try World(in: folder, over: directory)
                #expect(!world.journal.recovery.isDone)
                let work = try await world.users.work(for: World.context("GET", "/", nil))
                #expect(await world.journal.recover(world.terms, by: work))
                let found = try #require(try world.events().first)
                let name = "\(Self.deeds[index].name) \(done): \(found)"
                let fates = found.steps.map(\.isApplied)
                #expect(fates == found.steps.indices.map { $0 < done }, "\(name)")
                #expect(found.outcome?.ending == (done == event.steps.count ? .done : .failed), "\(name)")
                #expect(found.outcome?.duration == nil)
                #expect(world.journal.recovery.isDone && world.lines.all.count == 1)
                let records = try Entry.parseLDIF(try world.text)
                #expect(records == event.steps.prefix(done).compactMap(\.change), "\(name)")
                if event.effect == .create, done == 1 { #expect(found.steps[0].id != nil) }
            }
        }
    }

    @Test(arguments: [0, 1]) func whatADirectoryDoesByItselfGoesWithTheDeletion(done: Int) async throws {
        try await Self.inFolder { folder in
            let (directory, id) = Self.directory()
            let (name, crew) = (DistinguishedName(server: World.ada), "cn=crew,ou=groups,\(World.suffix)")
            directory.load(
                "dn: \(crew)\nobjectClass: groupOfNames\ncn: crew\nmember: cn=x,\(World.suffix)\nmember: \(World.ada)\n"
            )
            let (group, names) = (DistinguishedName(server: crew), [AttributeValue(World.ada)])
            let entry = Entry(dn: name, attributes: [Attribute("uid", values: ["ada"])])
            let event = JournalEvent(
                id: EventID(TestClock().now, tail: 1),
                origin: .init(requestID: "r-1", principal: "entra", method: "DELETE", path: "/Users/\(id)"),
                effect: .delete,
                steps: [
                    .init(
                        change: .delete(name), inverse: .add(entry), target: name,
                        id: AttributeValueAssertion(attribute: "entryUUID", value: AttributeValue(id))),
                    .init(
                        change: .modify(group, [Modification(.delete, "member", names)]),
                        inverse: .modify(group, [Modification(.add, "member", names)]), target: group),
                ])
            try Self.leave(event, done: done, in: folder, directory, id: id, former: id)
            let world = try World(in: folder, over: directory)
            let work = try await world.users.work(for: World.context("GET", "/", nil))
            #expect(await world.journal.recover(world.terms, by: work))
            let found = try #require(try world.events().first)
            #expect(found.steps.map(\.fate) == (done == 1 ? [.done, .needless] : [.untouched, .untouched]))
            #expect(found.outcome?.ending == (done == 1 ? .done : .failed))
            #expect(try Entry.parseLDIF(try world.text) == (done == 1 ? [.delete(name)] : []))
            #expect(try world.text.contains("# undo: dn: \(crew)") == (done == 1))
        }
    }

    @Test func whatOthersHaveChangedSinceIsUnknown() async throws {
        let event = try await Self.event(of: 1)
        try await Self.inFolder { folder in
            let (directory, id) = Self.directory()
            let former = try #require(event.steps[0].id?.value.text)
            try Self.leave(event, done: 1, in: folder, directory, id: id, former: former)
            directory.load("dn: \(World.ada)\nchangetype: modify\nreplace: title\ntitle: Boss\n-\n")
            let world = try World(in: folder, over: directory)
            // The first call that writes has it found out.
            try await world.patch(id, World.set("title", #""Clerk""#))
            let events = try world.events()
            #expect(events.map(\.outcome?.ending) == [.unknown, .done])
            #expect(events[0].steps[0].fate == .unknown)
            #expect(try Entry.parseLDIF(try world.text).count == 1)
        }
    }

    @Test func nothingIsWrittenBeforeIt() async throws {
        let event = try await Self.event(of: 1)
        try await Self.inFolder { folder in
            let (directory, id) = Self.directory()
            let former = try #require(event.steps[0].id?.value.text)
            try Self.leave(event, done: 1, in: folder, directory, id: id, former: former)
            let world = try World(in: folder, over: directory)
            // The search for what became of it is refused as long as it looks for the title.
            directory.onSearch { request, _ in
                "\(request.filter)".contains("title") ? LDAPError(.unavailable) : nil
            }
            await #expect { try await world.patch(id, World.set("title", #""Clerk""#)) } throws: { error in
                (error as? SCIMError)?.status == 503 && (error as? SCIMError)?.retryAfter == 5
            }
            #expect(try world.events().map(\.outcome) == [nil])
            directory.onSearch { _, _ in nil }
            try await world.patch(id, World.set("title", #""Clerk""#))
            #expect(try world.events().map(\.outcome?.ending) == [.done, .done])
        }
    }

    @Test func aDisableDoesNotWait() async throws {
        let event = try await Self.event(of: 1)
        try await Self.inFolder { folder in
            let (directory, id) = Self.directory()
            let former = try #require(event.steps[0].id?.value.text)
            try Self.leave(event, done: 1, in: folder, directory, id: id, former: former)
            let world = try World(in: folder, over: directory)
            directory.onSearch { request, _ in
                "\(request.filter)".contains("title") ? LDAPError(.unavailable) : nil
            }
            try await world.patch(id, World.set("active", "false"))
            #expect(try world.events().map(\.outcome?.ending) == [.unknown, .done])
            #expect(try world.events()[1].effect == .disable)
        }
    }

    @Test func callsThatComeTogetherHaveItFoundOutOnce() async throws {
        let event = try await Self.event(of: 1)
        try await Self.inFolder { folder in
            let (directory, id) = Self.directory()
            let former = try #require(event.steps[0].id?.value.text)
            try Self.leave(event, done: 1, in: folder, directory, id: id, former: former)
            let world = try World(in: folder, over: directory)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<16 { group.addTask { try await world.create("p\(index)") } }
                try await group.waitForAll()
            }
            let events = try world.events()
            #expect(events.count == 17 && events.allSatisfy { $0.outcome?.ending == .done })
            #expect(events[0].id == event.id)
        }
    }
}

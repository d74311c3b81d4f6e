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

/// What the calls of a bridge leave in its journal.
@Suite struct JournalTests {
    typealias World = JournalWorld

    private static func inFolder(_ body: (SandboxFolder) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try await body(folder)
    }

    @Test func everyEffectIsWrittenDownWithWhatTakesItBack() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            let ada = try await world.create("ada")
            try await world.patch(ada, World.set("title", #""Chief""#))
            try await world.patch(ada, World.set("title", #""Chief""#))
            try await world.patch(ada, World.set("userName", #""eva""#))
            _ = try await world.createGroup("crew", ada)
            try await world.patch(ada, World.set("active", "false"))
            try await world.patch(ada, World.set("active", "true"))
            try await world.delete(ada)
            try await world.create("eva")
            let events = try world.events()
            #expect(
                events.map(\.effect.description) == [
                    "create", "update", "rename", "create", "disable", "enable", "delete", "create",
                ])
            #expect(events.allSatisfy { $0.outcome?.ending == .done && ($0.outcome?.duration ?? -1) >= 0 })
            #expect(events.allSatisfy { $0.steps.allSatisfy { $0.fate == .done && $0.isApplied } })
            #expect(events.map(\.id) == events.map(\.id).sorted() && Set(events.map(\.id)).count == events.count)
            #expect(events.flatMap { $0.steps.compactMap(\.change) } == world.directory.written)
            #expect(try Entry.parseLDIF(try world.text) == world.directory.written)
            #expect(try world.events(.newestFirst) == events.reversed())
            #expect(events.flatMap(\.steps).allSatisfy { $0.inverse != nil })
            let made = try #require(events[0].steps[0].id)
            #expect(made.attribute == "entryUUID" && made.value.text == ada)
            let origin = events[1].origin
            #expect(origin.requestID == "r-1" && origin.clientIDs == ["a1", "b2"] && origin.principal == "entra")
            #expect(origin.method == "PATCH" && origin.path == "/Users/\(ada)")
            #expect(origin.sent == #"{"Operations":[{"op":"replace","path":"title","value":"Chief"}]}"#)
            #expect(events[4].steps.contains { $0.isDisabling })
        }
    }

    @Test func filesAreForTheirOwnerAlone() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            try await world.create("ada")
            var status = stat()
            for (path, mode) in [(world.folder, 0o700), (world.today, 0o600), (world.folder + "/lock", 0o600)] {
                #expect(stat(path, &status) == 0 && Int(status.st_mode & 0o777) == mode, "\(path)")
            }
        }
    }

    @Test func secretsNeverStandThere() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder) { $0.secrets.insert("title") }
            let id = try await world.create("ada", #","password":"hunter2","title":"hunter2""#)
            try await world.patch(id, World.set("password", #""hunter2-more""#))
            try await world.patch(id, World.set("password", #""hunter2-less""#), World.set("displayName", #""Ada""#))
            let text = try world.text
            #expect(!text.contains("hunter2") && text.contains("# secret: userPassword"))
            for word in ["hunter2", "hunter2-more", "hunter2-less"] {
                #expect(!text.contains(AttributeValue(word).bytes.base64))
            }
            let events = try world.events()
            #expect(events[0].steps[0].secrets == ["title", "userPassword"] || events[0].steps[0].secrets.count == 2)
            #expect(events[1].steps[0].change == nil && events[1].steps[0].target.description == World.ada)
            guard case .modify(_, let modifications)? = events[2].steps[0].change else {
                Issue.record("\(events[2])")
                return
            }
            #expect(!modifications.isEmpty && !modifications.contains { $0.attribute == "userPassword" })
        }
    }

    @Test func aLostRaceLeavesNoRecord() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            let id = try await world.create("ada")
            world.directory.interrupt(
                .other { $0.load("dn: \(World.ada)\nchangetype: modify\nreplace: sn\nsn: C\n-\n") })
            try await world.patch(id, World.set("title", #""Chief""#))
            #expect(try world.events().map(\.outcome?.ending) == [.done, .overtaken, .done])
            #expect(try Entry.parseLDIF(try world.text) == world.directory.written)
        }
    }

    @Test func whatFailsSaysSoWithoutValues() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            let id = try await world.create("ada")
            world.directory.interrupt(.refused(LDAPError(.insufficientAccessRights, diagnostic: "hunter2")))
            await #expect(throws: SCIMError.self) { try await world.patch(id, World.set("title", #""Chief""#)) }
            world.directory.interrupt(.lost(isMade: true))
            await #expect(throws: SCIMError.self) { try await world.patch(id, World.set("title", #""Boss""#)) }
            let events = try world.events()
            #expect(events.map(\.outcome?.ending) == [.done, .failed, .unknown])
            #expect(events[1].outcome?.reason?.contains(World.ada) == true)
            let text = try world.text
            #expect(!text.contains("hunter2"))
            #expect(events[1].steps[0].fate == .refused && events[2].steps[0].fate == .unknown)
            #expect(try Entry.parseLDIF(try world.text).count == 1)
        }
    }

    @Test func aDayHasItsFile() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder, at: TestClock("2026-11-23T23:59:59Z"))
            try await world.create("ada")
            world.clock.move(2)
            try await world.create("eva")
            #expect(try JournalFolder(world.folder).days().map(\.file) == ["2026-11-23.ldif", "2026-11-24.ldif"])
            #expect(try world.events().count == 2)
            #expect(try world.damage().isEmpty)
            let reader = try JournalReader(directory: world.folder)
            let until = try #require(Timestamp(internetDateTime: "2026-11-23T23:59:59.999Z"))
            for order in [JournalReader.Order.oldestFirst, .newestFirst] {
                #expect(Array(reader.findings(order, until: until)).count == 1)
                #expect(Array(reader.findings(order, since: until)).count == 1)
            }
        }
    }

    @Test func idsAndDaysNeverGoBackWithTheClock() async throws {
        try await Self.inFolder { folder in
            let clock = TestClock()
            var world: World? = try World(in: folder, at: clock)
            try await world?.create("ada")
            clock.move(-3 * 86_400)
            try await world?.create("eva")
            let events = try #require(world).events()
            #expect(events.count == 2 && events[0].id < events[1].id)
            world?.journal.close()
            world = nil
            clock.move(3 * 86_400 - 3600)
            let next = try World(in: folder, at: clock)
            try await next.create("ida")
            let all = try next.events()
            #expect(all.count == 3 && all.map(\.id) == all.map(\.id).sorted())
        }
    }

    @Test func aFileOfTheFutureIsLeftAlone() async throws {
        try await Self.inFolder { folder in
            let clock = TestClock()
            do {
                let world = try World(in: folder, at: clock)
                try await world.create("ada")
                world.journal.close()
            }
            clock.move(-10 * 86_400)
            let world = try World(in: folder, at: clock)
            #expect(world.lines.texts.contains { $0.contains("of a day that has not come yet") })
            try await world.create("eva")
            #expect(try JournalFolder(world.folder).days().count == 2)
            #expect(try world.events().count == 2)
        }
    }

    @Test func aFolderHasOneWriter() async throws {
        try await Self.inFolder { folder in
            let world = try World(in: folder)
            for isRequired in [true, false] {
                #expect { try World(in: folder) { $0.isRequired = isRequired } } throws: { error in
                    (error as? JournalError)?.kind == .inUse && "\(error)".contains(world.folder)
                }
            }
        }
    }

    @Test func oldDaysGoAndLargeJournalsShrink() async throws {
        try await Self.inFolder { folder in
            let clock = TestClock()
            let world = try World(in: folder, at: clock) { $0.keep = 10 * 86_400 }
            for index in 0..<12 {
                try await world.create("p\(index)")
                clock.move(86_400)
            }
            #expect(try JournalFolder(world.folder).days().count == 11)
            #expect(world.journal.standing.shortage == nil)
        }
        try await Self.inFolder { folder in
            let clock = TestClock()
            let world = try World(in: folder, at: clock) { $0.maximumSize = 30_000 }
            for index in 0..<40 {
                try await world.create("p\(index)")
                clock.move(86_400)
            }
            #expect(world.journal.standing.size <= 30_000 && world.journal.standing.shortage != nil)
            #expect(world.lines.texts.contains { $0.contains("soon days will be removed") })
            #expect(world.lines.texts.contains { $0.contains("was removed before its time") })
            #expect(try world.damage().isEmpty)
        }
    }
}

import Bridge
import DirectoryDouble
import LDAP
import LogLines
import Logging
import SCIM
import Testing

@testable import Safeguards

/// The guard in front of a whole bridge.
@Suite struct GuardExecutorTests {
    private typealias World = GuardWorld
    private static let three = GuardLimits.Limit(most: 3, within: World.hour)

    @Test func theFourthDisableIsHeldAndNothingIsWritten() async throws {
        let world = World([.disables: Self.three])
        let ids = try world.addPeople(5)
        for id in ids.prefix(3) { #expect(try await world.disable(id) == 200) }
        let writes = world.directory.attempts.count
        let error = await #expect(throws: SCIMError.self) {
            _ = try await world.users.patch(
                id: ids[3], with: World.patch(#"{"op":"replace","path":"active","value":false}"#),
                context: World.context())
        }
        #expect(error?.status == 503 && (error?.retryAfter ?? 0) > 0)
        #expect(
            error?.detail.hasPrefix(
                "Held by the guard: 3 people were disabled since 2027-01-15T08:00:00Z, and guard.disables allows 3 within 1h."
            )
                == true)
        #expect(error?.detail.contains("starbridge guard release --class disables") == true)
        #expect(world.directory.attempts.count == writes)
        // All other calls go on.
        #expect(try await world.change(ids[4], #"{"op":"replace","path":"title","value":"Boss"}"#) == 200)
    }

    @Test func sixtyFourCallsAtOnceDoNotPass() async throws {
        let world = World([.disables: Self.three])
        let ids = try world.addPeople(64)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for id in ids { group.addTask { try await world.disable(id) } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 3)
        #expect(statuses.count { $0 == 503 } == 61)
        #expect(world.disabled(64) == 3)
        #expect(world.guard.report.classes[0].waiting == 61)
    }

    @Test func thePeopleAreCountedOnceForAllCallsThatNeedIt() async throws {
        let world = World([.disables: .init(most: 1, share: 5, within: World.hour)])
        let ids = try world.addPeople(64)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for id in ids { group.addTask { try await world.disable(id) } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        // Five in a hundred of 64, rounded up.
        #expect(statuses.count { $0 == 200 } == 4)
        let counts = world.directory.searches.filter { search in
            search.attributes == [.noAttributes] && search.controls.contains { $0.oid == "1.2.840.113556.1.4.319" }
        }
        #expect(counts.count == 1)
    }

    @Test func aWrongScopeIsHeldAndReleased() async throws {
        let world = World([.disables: .init(most: 5, share: 10, within: World.hour)])
        let ids = try world.addPeople(200)
        var passed = 0
        for id in ids where try await world.disable(id) == 200 { passed += 1 }
        // Ten in a hundred of two hundred.
        #expect(passed == 20)
        #expect(world.disabled(200) == 20)
        let held = try world.guard.obey(GuardOrder(.status), by: "root").held
        #expect(held?.count == 180)
        #expect(held?.first?.entry == World.dn("p20"))
        #expect(held?.first?.change == "disable" && held?.first?.token == "entra")
        _ = try world.guard.obey(GuardOrder(.release), by: "root")
        for id in ids { #expect(try await world.disable(id) == 200) }
        #expect(world.disabled(200) == 200)
    }

    @Test func repeatsAndThoseWhoAreDisabledDoNotCount() async throws {
        let world = World([.disables: Self.three])
        let ids = try world.addPeople(4)
        for _ in 0..<10 { #expect(try await world.disable(ids[0]) == 200) }
        #expect(world.guard.report.classes[0].counted == 1)
        for id in ids { _ = try await world.disable(id) }
        // Held is only who would be written.
        #expect(try await world.disable(ids[0]) == 200)
        #expect(try await world.disable(ids[3]) == 503)
    }

    @Test func whatTheDirectoryRefusesDoesNotCount() async throws {
        let world = World([.renames: Self.three])
        let ids = try world.addPeople(2)
        for _ in 0..<9 {
            world.directory.interrupt(.refused(.unwillingToPerform))
            #expect(try await world.change(ids[0], #"{"op":"replace","path":"userName","value":"other"}"#) != 200)
        }
        #expect(world.guard.report.classes[0].counted == 0)
    }

    @Test func anUndoPasses() async throws {
        let world = World([.disables: .init(most: 1, within: World.hour)])
        let ids = try world.addPeople(3)
        #expect(try await world.disable(ids[0]) == 200)
        #expect(try await world.disable(ids[1], method: "UNDO") == 200)
        #expect(try await world.disable(ids[2]) == 503)
    }

    @Test func aDeletionIsNoDisable() async throws {
        let world = World([.deletes: .init(most: 1, within: World.hour), .disables: .init(most: 0, within: World.hour)])
        let ids = try world.addPeople(2)
        #expect(await world.delete(ids[0]) == 200)
        #expect(await world.delete(ids[1]) == 503)
    }

    @Test func renamesAndEmptiedAttributesAreCounted() async throws {
        let world = World([.renames: .init(most: 1, within: World.hour), .clears: .init(most: 1, within: World.hour)])
        let ids = try world.addPeople(3)
        #expect(try await world.change(ids[0], #"{"op":"replace","path":"userName","value":"new0"}"#) == 200)
        #expect(try await world.change(ids[1], #"{"op":"replace","path":"userName","value":"new1"}"#) == 503)
        #expect(try await world.change(ids[1], #"{"op":"remove","path":"title"}"#) == 200)
        #expect(try await world.change(ids[2], #"{"op":"remove","path":"title"}"#) == 503)
        #expect(try await world.change(ids[2], #"{"op":"replace","path":"title","value":"Chief"}"#) == 200)
    }

    @Test func aDisableIsNotHeldForWhatComesBesideIt() async throws {
        let world = World([.clears: .init(most: 0, within: World.hour)])
        let ids = try world.addPeople(1)
        let both = #"{"op":"remove","path":"title"},{"op":"replace","path":"active","value":false}"#
        #expect(try await world.change(ids[0], both) == 200)
    }

    @Test func everyMemberThatLeavesCounts() async throws {
        let world = World([.removals: .init(most: 4, within: World.hour)])
        let ids = try world.addPeople(12)
        let group = try world.addGroup("team", of: 0..<12)
        func remove(_ numbers: Range<Int>) -> String {
            #"{"op":"remove","path":"members","value":[\#(numbers.map { #"{"value":"\#(ids[$0])"}"# }.joined(separator: ","))]}"#
        }
        #expect(try await world.changeGroup(group, remove(0..<3)) == 200)
        // Nobody leaves by this.
        for _ in 0..<5 { #expect(try await world.changeGroup(group, remove(0..<3)) == 200) }
        #expect(try await world.changeGroup(group, remove(3..<5)) == 503)
        #expect(try await world.changeGroup(group, remove(0..<3)) == 200)
    }

    @Test func aListThatIsReplacedCountsWhoLeaves() async throws {
        let world = World([.removals: .init(most: 4, within: World.hour)])
        let ids = try world.addPeople(12)
        let (one, other) = (try world.addGroup("one", of: 0..<12), try world.addGroup("other", of: 0..<5))
        let replacement = #"{"op":"replace","path":"members","value":[{"value":"\#(ids[0])"}]}"#
        #expect(try await world.changeGroup(other, replacement) == 200)
        #expect(try await world.changeGroup(one, replacement) == 503)
        #expect(world.directory["cn=one,ou=groups,\(World.suffix)"]?["member"].count == 12)
    }

    @Test func secondCopiesOfEverybodyAreHeld() async throws {
        let limit = GuardLimits.Limit(most: 10, within: World.hour, sparesMatched: true)
        let world = World([.creates: limit])
        try world.addPeople(100)
        for number in 0..<10 { #expect(try await world.create("new\(number)") == 200) }
        let error = await #expect(throws: SCIMError.self) {
            _ = try await world.users.create(try World.person("one"), context: World.context("POST"))
        }
        #expect(
            error?.detail.contains("11 created beside 100 whom nobody matched: is the matching attribute right?")
                == true)
        // Where people are found, those who are not are new.
        let other = World([.creates: limit])
        try other.addPeople(100)
        for number in 0..<30 { try await other.find("p\(number)") }
        for number in 0..<30 { #expect(try await other.create("new\(number)") == 200) }
    }

    @Test func anEmptyBaseIsFilled() async throws {
        let world = World([.creates: .init(most: 10, within: World.hour, sparesMatched: true)])
        for number in 0..<60 { #expect(try await world.create("new\(number)") == 200) }
    }

    @Test func aTripIsToldOfOnce() async throws {
        let lines = LogLines()
        let world = World([.disables: .init(most: 1, within: World.hour)], logger: lines.logger)
        let ids = try world.addPeople(4)
        for id in ids { _ = try await world.disable(id) }
        let told = lines.texts.filter { $0.contains("The guard holds") }
        #expect(told.count == 1)
        var alarms = world.guard.alarms.makeAsyncIterator()
        #expect(await alarms.next()?.counted == 1)
    }

    @Test func newLimitsHoldFromNowOn() async throws {
        let world = World([.disables: .init(most: 1, within: World.hour)])
        let ids = try world.addPeople(4)
        #expect(try await world.disable(ids[0]) == 200)
        #expect(try await world.disable(ids[1]) == 503)
        world.guard.take(GuardLimits())
        #expect(try await world.disable(ids[1]) == 200)
    }
}

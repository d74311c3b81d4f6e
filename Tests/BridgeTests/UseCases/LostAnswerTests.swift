import Bridge
import DirectoryDouble
import LDAP
import Logging
import SCIM
import Synchronization
import Testing
import Translator

/// The directory goes away in the middle of a call.
@Suite struct LostAnswerTests {
    private typealias World = BridgeWorld

    @Test(arguments: [false, true]) func aChangeOfUnknownOutcomeIs503AndItsRepeatIsRight(isMade: Bool) async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.lost(isMade: isMade))
        let error = await refused(503) { try await world.patch(ada.id, World.set("title", "New")) }
        #expect(error?.retryAfter != nil)
        try await world.patch(ada.id, World.set("title", "New"))
        #expect(world.values("title", of: ada.dn) == ["New"])
        #expect(world.directory.written.count == 1)
    }

    @Test(arguments: [false, true]) func aPersonOfUnknownOutcomeIsMadeOnce(isMade: Bool) async throws {
        let world = World()
        let body = World.person("ada", #""externalId":"ada-1""#)
        world.directory.interrupt(.lost(isMade: isMade))
        await refused(503) { try await world.create(body) }
        if isMade {
            await refused(409, .uniqueness, World.dn("ada"), "match") { try await world.create(body) }
        } else {
            try await world.create(body)
        }
        #expect(try await world.find("userName eq \"ada\"").totalResults == 1)
    }

    @Test func whatWasReadBackIsAnswered() async throws {
        let world = World()
        world.directory.interrupt(.readBack)
        let made = try await world.create(World.person("ada", #""title":"T""#))
        #expect(made.id == world.values("entryUUID", of: World.dn("ada")).first)
        #expect(try made.text("title") == "T")
        world.directory.interrupt(.readBack)
        #expect(try await world.patch(made.id ?? "", World.set("title", "U")).text("title") == "U")
    }

    /// A move of unknown outcome must not find the account unlocked.
    @Test(arguments: [false, true]) func aMoveOfUnknownOutcomeLeavesTheLock(isMade: Bool) async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .lost(isMade: isMade))
        let error = await refused(503, nil, ada.dn, "Try again") { try await world.delete(ada.id) }
        #expect(error?.retryAfter == 10)
        let dn = isMade ? World.dn("ada", "ou=leavers") : ada.dn
        #expect(world.directory[dn]?["pwdAccountLockedTime"] == World.lock)
        #expect(world.directory.attempts.count == 2)
    }

    @Test func aSearchThatFailsIsSaidInTheClientsWords() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        for (code, status) in [
            (ResultCode.serverDown, 503), (.timeout, 503), (.busy, 503), (.insufficientAccessRights, 403),
            (.invalidCredentials, 503), (.other, 500), (.referral, 500),
        ] {
            world.directory.onSearch { _, _ in LDAPError(code) }
            await refused(status) { try await world.read(ada.id) }
            await refused(status) { try await world.patch(ada.id, World.set("title", "x")) }
            await refused(status) { try await world.delete(ada.id) }
            await refused(status) { try await world.create(World.person("eve")) }
        }
        #expect(world.directory.attempts == [])
    }

    @Test func whatWasDoneIsToldAndNothingElse() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "title: Old")
        let noted = NotedChanges()
        let users = Provisioner(
            mapping: World.people, directory: world.directory, logger: .silent, observer: noted.note)
        func patch(_ operation: String) async throws -> CallRecord {
            var context = World.context
            context.record = CallRecord()
            _ = try? await users.patch(id: ada.id, with: try World.patch([operation]), context: context)
            return context.record
        }
        _ = try await patch(World.set("title", "Old"))
        world.directory.interrupt(.refused(.insufficientAccessRights))
        _ = try await patch(World.set("title", "New"))
        #expect(noted.all.isEmpty)
        let record = try await patch(World.set("title", "New"))
        #expect(noted.all.map(\.effect) == [.update])
        #expect(noted.all.first?.principal == "entra" && noted.all.first?.requestID == "r-1")
        #expect(noted.all.first?.ldif == world.directory.ldif)
        #expect(record.deed?.name == ada.dn && record.deed?.attributes == ["title"])
    }
}

/// Keeps what an observer is told.
private final class NotedChanges: Sendable {
    private let noted = Mutex<[AppliedChange]>([])

    var all: [AppliedChange] { self.noted.withLock { $0 } }

    @Sendable func note(_ change: AppliedChange) { self.noted.withLock { $0.append(change) } }
}

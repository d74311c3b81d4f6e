import Authentication
import Foundation
import LogLines
import Sandbox
import SCIM
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct TokenWatchTests {
    /// Runs the watch until something is true, then stops it as the daemon is stopped.
    private static func watch(_ folder: TokenFolder, _ store: TokenStore, until isDone: () -> Bool = { true })
        async throws
    {
        let watch = TokenWatch(store, interval: .milliseconds(10), logger: folder.lines.logger)
        let group = ServiceGroup(services: [watch], logger: folder.lines.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let deadline = ContinuousClock.now + .seconds(10)
            while !isDone(), .now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func use(_ token: String, _ store: TokenStore) async {
        _ = await TokenAuthenticator(store: store).authenticate(Credentials(bearerToken: token))
    }

    @Test func theLastUseIsWrittenDownAtTheEnd() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1")
            try folder.add("b", "2")
            let store = folder.store()
            folder.clock.advance(by: 100)
            await Self.use("1", store)
            #expect(store.standings().map(\.lastUse) == [folder.clock.now, nil])
            #expect(try TokenStore.standings(in: folder.file).map(\.lastUse) == [nil, nil])
            try await Self.watch(folder, store)
            #expect(try TokenStore.standings(in: folder.file).map(\.lastUse) == [folder.clock.now, nil])
            // It is known to the next daemon, and not taken for the use of another token with the same name.
            let next = folder.store()
            #expect(next.standings().map(\.lastUse) == [folder.clock.now, nil])
            folder.clock.advance(by: 100)
            try folder.file.update { $0.removeAll { $0.name == "a" } }
            try folder.add("a", "3")
            #expect(folder.store().standings().map(\.lastUse) == [nil, nil])
            #expect(try TokenStore.standings(in: folder.file).map(\.lastUse) == [nil, nil])
        }
    }

    @Test func theLastUseIsWrittenDownWhileItRuns() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1")
            let store = folder.store()
            await Self.use("1", store)
            let file = folder.file
            try await Self.watch(folder, store) { (try? TokenStore.standings(in: file).first?.lastUse) ?? nil != nil }
            #expect(try TokenStore.standings(in: folder.file).map(\.lastUse) == [folder.clock.now])
        }
    }

    /// A calm daemon writes nothing.
    @Test func writesNothingWhereNothingWasUsed() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1")
            try await Self.watch(folder, folder.store())
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.folder.path) == ["tokens.json"])
        }
    }

    @Test func saysOnceThatItCannotWrite() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1")
            // A folder in its place cannot be replaced by a file, whoever this runs as.
            try FileText.makeFolder(folder.file.path + ".used/x")
            let store = folder.store()
            await Self.use("1", store)
            try await Self.watch(folder, store) { folder.lines.all.contains { $0.message.hasPrefix("When tokens") } }
            #expect(folder.lines.all.count { $0.message.hasPrefix("When tokens are used is not written down") } == 1)
            #expect(store.standings().map(\.lastUse) == [folder.clock.now])
        }
    }

    @Test func warnsAtFourteenSevenAndOneDays() throws {
        let now = Date(timeIntervalSince1970: 1_780_272_000)
        let record = TokensFile.Record(
            name: "entra", digest: [1], created: now, expires: now + 20 * 86_400)
        var warnings = ExpiryWarnings()
        var days: [Int] = []
        for hour in 0...(21 * 24) {
            let texts = warnings.due([record], at: now + Double(hour) * 3600)
            if !texts.isEmpty { days.append(20 * 24 - hour) }
            for text in texts { #expect(text.contains("'entra'") && text.contains("2026-06-21T00:00:00Z")) }
        }
        #expect(days == [14 * 24, 7 * 24, 24, 0])
        #expect(ExpiryWarnings.warning(of: record, at: now) == nil)
        #expect(ExpiryWarnings.warning(of: record, at: now + 19.5 * 86_400)?.contains("expires on") == true)
        #expect(ExpiryWarnings.warning(of: record, at: now + 21 * 86_400)?.contains("expired on") == true)
    }

    @Test func theWarningIsInTheLog() async throws {
        try await TokenFolder.run { folder in
            try folder.add("entra", "1", life: 3 * 86_400)
            try await Self.watch(folder, folder.store()) { !folder.lines.all.isEmpty }
            #expect(folder.lines.texts.first?.contains("The token 'entra' expires on") == true)
        }
    }
}

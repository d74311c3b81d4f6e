import LDAP
import Logging
import Synchronization
import Testing

@testable import LDAPClient

@Suite struct WriteGateTests {
    @Test func holdsWritesBackOnceThoseUnderWayHaveEnded() async throws {
        let gate = WriteGate()
        let (blocked, unblock) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            try await gate.pass(until: .now + .seconds(600)) { () throws(LDAPError) in
                begin.yield()
                _ = await blocked.first { true }
            }
        }
        _ = await begun.first { true }
        #expect(await gate.hold(until: .now + .milliseconds(20)) == false)
        try await gate.pass(until: .now + .seconds(600)) { () throws(LDAPError) in }
        let holding = Task { await gate.hold(until: .now + .seconds(600)) }
        unblock.yield()
        #expect(await holding.value)
        try await first.value
        await #expect(throws: LDAPError.self) {
            try await gate.pass(until: .now + .milliseconds(20)) { () throws(LDAPError) in }
        }
        let waiting = Task { try await gate.pass(until: .now + .seconds(600)) { () throws(LDAPError) in 7 } }
        gate.release()
        #expect(try await waiting.value == 7)
    }
}

@Suite struct BindGateTests {
    private let password = PasswordPrint(Array("secret".utf8))

    private func gate() -> BindGate {
        BindGate(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func refusesFurtherBindsInTheWordsOfTheFirst() async throws {
        let gate = self.gate()
        let attempts = Tally()
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    do throws(LDAPError) {
                        try await gate.pass(self.password, until: .now + .seconds(600)) { () throws(LDAPError) in
                            attempts.add(1)
                            await Task.yield()
                            throw LDAPError(.invalidCredentials, diagnostic: "no")
                        }
                        Issue.record("it was accepted")
                    } catch {
                        #expect(error.code == .invalidCredentials && error.diagnostic.hasPrefix("no"))
                    }
                }
            }
        }
        #expect(attempts.numbers == [1])
        #expect(throws: LDAPError.self) { try gate.check(self.password) }
        try gate.check(PasswordPrint(Array("new".utf8)))
    }

    @Test func boundsTheWaitForABindWithoutAnAnswer() async throws {
        let gate = self.gate()
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let hanging = Task {
            try await gate.pass(self.password, until: .now + .seconds(600)) { () throws(LDAPError) in
                begin.yield()
                try? await Task.sleep(for: .seconds(60))
                throw LDAPError(.timeout)
            }
        }
        _ = await begun.first { true }
        await #expect(throws: LDAPError.self) {
            try await gate.pass(self.password, until: .now + .milliseconds(20)) { () throws(LDAPError) in }
        }
        hanging.cancel()
        _ = await hanging.result
        try await gate.pass(self.password, until: .now + .seconds(600)) { () throws(LDAPError) in }
    }

    @Test(arguments: [(ResultCode.strongerAuthRequired, false), (.unavailable, false), (.unwillingToPerform, true)])
    func knowsWhatIsSaidOfTheAccount(code: ResultCode, isTheAccount: Bool) {
        #expect(LDAPError(code).refusesAccount == isTheAccount)
    }
}

@Suite struct WaitingRoomTests {
    @Test func passesOnWhatComesTooLate() async {
        let room = WaitingRoom<Int>()
        let surplus = Tally()
        await #expect(throws: LDAPError.self) {
            try await room.wait(until: nil, late: LDAPError(.timeout), surplus: { surplus.add($0) }) {
                _ = room.admit(.failure(LDAPError(.busy)))
                return .success(1)
            }
        }
        #expect(surplus.numbers == [1])
    }
}

/// Numbers that closures leave behind.
private final class Tally: Sendable {
    private let state = Mutex([Int]())

    var numbers: [Int] { self.state.withLock { $0 } }

    func add(_ number: Int) {
        self.state.withLock { $0.append(number) }
    }
}

import LDAP
import LDAPClient
import Sandbox
import Testing

/// A server that is slow, and not dead: what it has received it may still do.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientLateWriteTests {
    typealias Scene = LDAPClientScene

    private static let patience = Duration.milliseconds(400)

    /// Changes person 1 while a fault waits for the write; returns the answer and what the person is called in the end.
    private static func change(
        _ event: Fault.Event, settlingFor pause: Duration = .zero
    ) async throws -> (result: Result<WriteResult, LDAPError>, name: String?) {
        try await Scene.withSlapd { slapd in
            let proxy = try FaultProxy(server: try #require(slapd.options.ldapPort))
            defer { proxy.stop() }
            var configuration = try Scene.configuration(["ldap://127.0.0.1:\(proxy.port)"])
            configuration.timeout = Self.patience
            return try await Scene.withClient(configuration) { client in
                let entry = try await client.search(Scene.find(1, "entryUUID", "entryCSN")).entries.first
                let (id, version) = (try #require(entry?["entryUUID"].first), try #require(entry?["entryCSN"].first))
                let options = WriteOptions(
                    recovery: .init(
                        id: .init(attribute: "entryUUID", value: id),
                        version: .init(attribute: "entryCSN", value: version)))
                proxy.arm(Fault(event: event, subject: .write))
                let result: Result<WriteResult, LDAPError>
                do throws(LDAPError) {
                    result = .success(try await client.apply(Scene.replace(1, "cn", "Changed"), options: options))
                } catch {
                    result = .failure(error)
                }
                try await Task.sleep(for: pause)
                let found = try await Scene.withClient(try Scene.configuration([try #require(slapd.ldapURL)])) {
                    try await $0.search(Scene.find(1, "cn")).entries.first
                }
                return (result, found?["cn"].first?.text)
            }
        }
    }

    @Test(arguments: [false, true])
    func aWriteThatIsMadeAfterTheTimeoutIsNotCalledUndone(isOvertaken: Bool) async throws {
        let late = Self.patience + .milliseconds(600)
        let (result, name) = try await Self.change(.delaysRequest(late, isOvertaken: isOvertaken))
        #expect(name == "Changed")
        #expect(try result.get().isReadBack)
    }

    @Test func aWriteWhoseAnswerIsLateWasMade() async throws {
        let (result, name) = try await Self.change(.delaysAnswer(.seconds(4)))
        #expect(name == "Changed")
        #expect(try result.get().isReadBack)
    }

    @Test(arguments: [false, true])
    func aWriteThatDoesNotComeWithinASecondMoreWasNotMade(isOvertaken: Bool) async throws {
        let begin = ContinuousClock.now
        let (result, name) = try await Self.change(.delaysRequest(.seconds(5), isOvertaken: isOvertaken))
        #expect(.now - begin > .seconds(1))
        #expect(name == "Person 1")
        guard case .failure(let error) = result else {
            Issue.record("a write that was not made is answered with success")
            return
        }
        #expect(error.code == .unavailable && error.outcome == .notApplied, "\(error)")
    }
}

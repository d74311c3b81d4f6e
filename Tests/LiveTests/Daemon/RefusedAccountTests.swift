import LDAP
import LDAPClient
import Sandbox
import Testing

/// The directory begins to refuse the account of a daemon that is running.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct RefusedAccountTests {
    private static let account = DistinguishedName(server: "cn=starbridge,ou=services,dc=acme,dc=example")
    /// Longer than an answer holds, so that each list wants a connection of its own.
    private static let people = 250
    /// The time limit of the configuration, and what a busy machine adds to it.
    private static let limit = Duration.seconds(8)

    /// Replaces an attribute of the account.
    static func replace(
        _ attribute: AttributeDescription, _ value: AttributeValue, in slapd: PrivateSlapd
    ) async throws {
        let configuration = try LDAPClientScene.configuration([try #require(slapd.ldapURL)])
        try await LDAPClientScene.withClient(configuration) { client in
            _ = try await client.apply(
                .modify(self.account, [Modification(.replace, attribute, [value])]))
        }
    }

    private static func list(_ number: Int, _ daemon: Daemon) async throws -> RawAnswer {
        let start = ContinuousClock.now
        let answer = try await daemon.call("GET", "/Users?count=2&startIndex=\(1 + number % 240)&attributes=id")
        #expect(.now - start < Self.limit, "list \(number)")
        return answer
    }

    @Test(
        arguments: [
            ("userPassword", "changed-behind-its-back"), ("pwdAccountLockedTime", "000001010000Z"),
        ] as [(AttributeDescription, AttributeValue)])
    func everyListIsAnsweredAndTheEndComes(attribute: AttributeDescription, value: AttributeValue) async throws {
        try await Daemon.runConnected(people: Self.people) { daemon, slapd in
            #expect(try await Self.list(0, daemon).status == 200)
            let refused = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        var refused = 0
                        for number in 0..<100 {
                            if worker == 0 && number == 5 { try await Self.replace(attribute, value, in: slapd) }
                            let answer = try await Self.list(worker * 60 + number, daemon)
                            if answer.errorDetail(503)?.contains("credentials of the bridge") == true {
                                refused += 1
                            } else {
                                #expect(answer.status == 200, "\(answer)")
                            }
                        }
                        return refused
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(refused > 0)
            let start = ContinuousClock.now
            #expect(await daemon.end() == 0)
            #expect(.now - start < Daemon.stopLimit)
        }
    }

    /// Two names of one server stand for two servers with one account.
    @Test func triesTheRefusedPasswordOnceAndANewOneAtOnce() async throws {
        try await LDAPClientScene.withSlapd(people: Self.people) { slapd in
            let port = try #require(slapd.options.ldapPort)
            try await Daemon.run({ $0.directory = "ldap://127.0.0.1:\(port)\", \"ldap://localhost:\(port)" }) {
                daemon in
                try await daemon.notices.wait(for: "STATUS=connected")
                try await daemon.notices.wait(for: "READY=1")
                #expect(try await Self.list(0, daemon).status == 200)
                try await Self.replace("userPassword", "the-new-one", in: slapd)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<16 { group.addTask { _ = try await Self.list(number * 10, daemon) } }
                    try await group.waitForAll()
                }
                try await slapd.restart()
                try await daemon.notices.wait(for: "STATUS=the directory refuses the bind")
                for number in 0..<20 {
                    let answer = try await Self.list(number, daemon)
                    #expect(answer.errorDetail(503) != nil, "\(answer)")
                    try await Task.sleep(for: .milliseconds(100))
                }
                #expect(try await Self.failures(in: slapd) == 1)
                #expect(daemon.log.ranges(of: "The directory refuses the account").count == 1, "\(daemon.log)")

                try FileText.write("the-new-one\n", to: daemon.folder + "/ldap-password")
                let start = ContinuousClock.now
                while try await Self.list(3, daemon).status != 200, .now - start < .seconds(10) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(.now - start < .seconds(5))
                #expect(await daemon.end() == 0)
            }
        }
    }

    /// How many refused binds the directory remembers of the account.
    static func failures(in slapd: PrivateSlapd) async throws -> Int? {
        let configuration = try LDAPClientScene.configuration([try #require(slapd.ldapURL)])
        return try await LDAPClientScene.withClient(configuration) { client in
            let request = SearchRequest(base: self.account, scope: .base, attributes: ["pwdFailureTime"])
            return try await client.search(request).entries.first?["pwdFailureTime"].count
        }
    }

    @Test func endsInTimeWhateverTheDirectoryDoesNotAnswer() async throws {
        try await Daemon.runConnected(people: Self.people) { daemon, slapd in
            #expect(try await Self.list(0, daemon).status == 200)
            await slapd.standStill()
            let calls = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<20 { group.addTask { _ = try await Self.list(number, daemon) } }
                    for number in 0..<5 {
                        let person = BridgeCaller.person("silent\(number)")
                        group.addTask { _ = try? await daemon.call("POST", "/Users", body: person) }
                    }
                    try await group.waitForAll()
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            let start = ContinuousClock.now
            #expect(await daemon.end() == 0)
            #expect(.now - start < Daemon.stopLimit)
            _ = await calls.result
        }
    }
}

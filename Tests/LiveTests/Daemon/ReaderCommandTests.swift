import Glibc
import Sandbox
import Testing

/// `starbridge reader` as a command, beside a daemon that disables somebody.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct ReaderCommandTests {
    private static let unlocked =
        "(&(objectClass=inetOrgPerson)(!(pwdAccountLockedTime=000001010000Z)))"

    @Test func aDisableIsDoneWhenTheReaderNoLongerSeesThePerson() async throws {
        try await Daemon.runConnected({ $0.sections = "reader: { filter: \"\(Self.unlocked)\" }" }, people: 3) {
            daemon, _ in
            let before = try await Self.reader(daemon, "--user", "p1")
            #expect(
                before.status == 0 && before.output.contains("is active, and the reader sees them"), "\(before.output)")
            try await Self.disable("p1", daemon)
            let after = try await Self.reader(daemon, "--user", "p1")
            #expect(
                after.status == 0 && after.output.contains("is disabled, and the reader does not"), "\(after.output)")
            let all = try await Self.reader(daemon)
            #expect(all.status == 0, "\(all.output)")
            #expect(all.output.contains("✓ no disabled people whom the reader still sees"), "\(all.output)")
        }
    }

    @Test func aReaderThatForgetsTheLockIsToldOf() async throws {
        let sections = "reader: { filter: \"(objectClass=inetOrgPerson)\" }"
        try await Daemon.runConnected({ $0.sections = sections }, people: 3) { daemon, _ in
            try await Self.disable("p2", daemon)
            let all = try await Self.reader(daemon)
            #expect(all.status == 1)
            #expect(all.output.contains("1 disabled people whom the reader still sees:\n    uid=p2,"), "\(all.output)")
            let json = try await Self.reader(daemon, "--json")
            #expect(json.status == 1)
            #expect(json.output.contains(#""seen_disabled":["uid=p2,ou=people,dc=acme,dc=example"]"#), "\(json.output)")
        }
    }

    @Test func aConfigurationWithoutAReaderIsRefused() async throws {
        try await Daemon.runConnected { daemon, _ in
            let found = try await Self.reader(daemon)
            #expect(found.status == EX_CONFIG && found.output.contains("reader is missing"), "\(found.output)")
        }
    }

    private static func disable(_ name: String, _ daemon: Daemon) async throws {
        let found = try await daemon.call("GET", "/Users?filter=userName+eq+%22\(name)%22")
        let id = try #require(found.text.firstMatch(of: /"id":"([0-9a-f-]{36})"/)?.1)
        let body =
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#
        let answer = try await daemon.call("PATCH", "/Users/\(id)", body: body)
        #expect(answer.status == 200)
    }

    private static func reader(_ daemon: Daemon, _ arguments: String...) async throws -> (status: Int32, output: String)
    {
        let log = daemon.folder + "/reader.log"
        let process = try Program.start(
            ["reader", "--config", daemon.folder + "/starbridge.yaml"] + arguments,
            environment: ["CREDENTIALS_DIRECTORY": daemon.folder], log: log)
        return (await process.status(), FileText.read(log))
    }
}

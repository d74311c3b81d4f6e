import Glibc
import Sandbox
import Testing

@testable import Demo

@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct PrivateSlapdTests {
    /// Runs `body` with options for a new folder, which is removed afterwards.
    private static func withOptions(_ body: (PrivateSlapd.Options) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        try await body(PrivateSlapd.Options(folder: folder.path))
    }

    @Test
    func keepsPortsAndDataOverARestart() async throws {
        try await Self.withOptions { options in
            let slapd = try await PrivateSlapd.start(options)
            let (url, pid) = (slapd.ldapURL, await slapd.pid)
            await slapd.kill()
            try await slapd.restart()
            #expect(slapd.ldapURL == url)
            #expect(await slapd.pid != pid)
            await slapd.stop()
            #expect(slapd.options.ldapPort.map(Loopback.isFree) == true)
        }
    }

    @Test
    func refusesAPortThatIsTaken() async throws {
        try await Self.withOptions { options in
            let first = try await PrivateSlapd.start(options)
            try await Self.withOptions { second in
                var second = second
                second.ldapPort = first.options.ldapPort
                let error = await #expect(throws: SandboxError.self) { try await PrivateSlapd.start(second) }
                #expect(error?.description.contains("\(second.ldapPort ?? 0)") == true)
            }
            await first.stop()
        }
    }

    @Test
    func showsWhySlapaddRefusesTheContent() async throws {
        try await Self.withOptions { options in
            var options = options
            options.content = .standardAnd("dn: uid=a,ou=people,dc=acme,dc=example\nobjectClass: nonsense\nuid: a\n\n")
            let error = await #expect(throws: SandboxError.self) { try await PrivateSlapd.start(options) }
            #expect(error?.description.contains("objectClass") == true)
            #expect(access(options.folder + "/db/data.mdb", F_OK) != 0)
        }
    }

    @Test
    func endsTheSlapdThatAnEarlierRunLeftBehind() async throws {
        try await Self.withOptions { options in
            let lost = try await PrivateSlapd.start(options)
            let next = try await PrivateSlapd.start(options)
            #expect(await !lost.isRunning)
            #expect(await next.isRunning)
            await next.stop()
        }
    }

    @Test
    func loadsTheSampleTree() async throws {
        try await Self.withOptions { options in
            var options = options
            options.overlays.insert(.syncprov)
            let tree = SampleTree(suffix: options.suffix, people: 60)
            options.content = .stream { try tree.write($0) }
            let slapd = try await PrivateSlapd.start(options)
            #expect(await slapd.isRunning)
            await slapd.stop()
            #expect(await !slapd.isRunning)
        }
    }
}

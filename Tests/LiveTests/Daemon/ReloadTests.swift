import Authentication
import FoundationEssentials
import Glibc
import LDAP
import SCIM
import Sandbox
import Testing

/// SIGHUP: another configuration takes over between two calls, or the one in use goes on.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct ReloadTests {
    private static let find = "/Users?filter=userName%20eq%20%22p1%22"

    @Test func aHundredUnderLoadLoseNothing() async throws {
        try await Daemon.runConnected(people: 3) { daemon, _ in
            let id = try #require(
                try await daemon.call("GET", Self.find).body.object?["Resources"]?.array?.first?.object?["id"]?.string)
            let descriptors = try Self.descriptors(of: daemon.process.pid)
            let load = try await Load.run(on: daemon.settings.port, path: Self.find, writing: [id]) { load in
                for number in 1...100 {
                    try daemon.configure { $0.connection = "\n  connections: \(3 + number % 2)" }
                    daemon.process.signal(SIGHUP)
                    try await daemon.notices.wait(for: "READY=1", times: number + 1)
                }
            }
            #expect(load.failures == [])
            #expect(load.calls > 100)
            #expect(daemon.log.contains("generation=101"), "\(daemon.log.suffix(2000))")
            let order = daemon.notices.received.filter { $0.hasPrefix("RELOADING=1") || $0.hasPrefix("READY=1") }
            let expected = ["READY=1"] + (1...100).flatMap { _ in ["RELOADING=1", "READY=1"] }
            #expect(order.map { String($0.prefix { $0 != "\n" }) } == expected)
            // Nothing of a former generation stays: connections to the directory, files.
            try await Task.sleep(for: .seconds(1))
            #expect(try Self.descriptors(of: daemon.process.pid) <= descriptors + 4)
            #expect(await daemon.end() == 0)
        }
    }

    private static func descriptors(of process: pid_t) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    }

    @Test func aBadOneIsRefusedAndSaid() async throws {
        try await Daemon.runConnected(people: 1) { daemon, slapd in
            let taken = try LDAPClientListener.open()
            defer { close(taken.socket) }
            try FileText.write("wrong-password\n", to: daemon.folder + "/wrong-password")
            let files = "certificate: \"\(daemon.folder)/none.pem\", key: \"\(daemon.folder)/none.key\""
            let cases: [(reason: String, change: (inout Daemon.Settings) -> Void)] = [
                ("did not find expected", { $0.sections = "x: [" }),
                ("unknown key", { $0.sections = "lissten: 5" }),
                ("ou=nowhere", { $0.usersBase = "ou=nowhere,dc=acme,dc=example" }),
                ("none.pem cannot be read", { $0.listener = "tls: { \(files) }" }),
                ("cannot be opened: Address already in use", { $0.port = taken.port }),
                ("the directory cannot be reached", { $0.directory = "ldap://127.0.0.1:1" }),
                ("the directory refuses this account", { $0.passwordFile = "\(daemon.folder)/wrong-password" }),
                ("the directory refuses this account", { $0.passwordFile = "\(daemon.folder)/wrong-password" }),
            ]
            for (reason, change) in cases {
                try daemon.configure(change)
                daemon.process.signal(SIGHUP)
                try await daemon.notices.take("READY=1", "a reload was refused", reason)
                #expect(daemon.log.contains("A reload is refused, and what is in use goes on:"), "\(daemon.log)")
                let status = try await daemon.call("GET", Self.find).status
                #expect(status == 200, "\(reason)")
            }
            // A password that the directory has refused is not tried again by the next generation.
            let failures = try await RefusedAccountTests.failures(in: slapd)
            #expect(failures == 1)
            try daemon.configure { _ in }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.take("READY=1\nSTATUS=connected")
            #expect(daemon.log.contains("generation=2"), "\(daemon.log.suffix(2000))")
            #expect(await daemon.end() == 0)
        }
    }

    /// Where the one in use has no directory either, the next one need not have it.
    @Test func aDirectoryThatIsAwayForBothRefusesNothing() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            for number in 2...3 {
                daemon.process.signal(SIGHUP)
                try await daemon.notices.wait(for: "READY=1", times: number)
            }
            #expect(daemon.log.contains("generation=3"), "\(daemon.log)")
            #expect(try await daemon.call("GET", "/ServiceProviderConfig").status == 200)
            #expect(await daemon.end() == 0)
        }
    }

    @Test func listenersComeAndGo() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let (first, second) = (daemon.settings.port, try #require(Loopback.freePort()))
            let kept = try RawConnection(port: first)
            try kept.send(Daemon.request("GET", "/ServiceProviderConfig"))
            #expect(try await kept.answer().status == 200)
            try daemon.configure { $0.listener = "\n  - address: \"127.0.0.1:\(second)\"" }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.wait(for: "READY=1", times: 2)
            for port in [first, second] {
                let status = try await Daemon.call("GET", "/ServiceProviderConfig", port: port).status
                #expect(status == 200)
            }
            try daemon.configure { $0.port = second }
            daemon.process.signal(SIGHUP)
            try await daemon.notices.wait(for: "READY=1", times: 3)
            // Who has come by the former address gets answers, and is told which is the last one.
            var isLast = false
            while !isLast {
                let answer: RawAnswer
                do {
                    try kept.send(Daemon.request("GET", "/ServiceProviderConfig"))
                    answer = try await kept.answer()
                } catch is SandboxError {
                    // On a busy machine more than a second has gone by, after which a connection ends on which nothing is asked.
                    break
                }
                #expect(answer.status == 200)
                isLast = answer.headers["connection"] == "close"
            }
            for _ in 0..<100 where !Loopback.isFree(first) { try await Task.sleep(for: .milliseconds(20)) }
            #expect(throws: SandboxError.self) { try RawConnection(port: first) }
            #expect(try await Daemon.call("GET", "/ServiceProviderConfig", port: second).status == 200)
            #expect(await daemon.end() == 0)
        }
    }

    @Test func tokensOfTheNextConfigurationCount() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let other = TokensFile(path: daemon.folder + "/other.json")
            try other.update {
                $0.append(.init(name: "other", digest: SecretToken.digest(of: "another"), created: .now))
            }
            let text = FileText.read(daemon.configuration).replacing("/tokens.json", with: "/other.json")
            try FileText.write(text, to: daemon.configuration)
            daemon.process.signal(SIGHUP)
            try await daemon.notices.wait(for: "READY=1", times: 2)
            #expect(try await daemon.call("GET", "/ServiceProviderConfig").status == 401)
            #expect(try await daemon.call("GET", "/ServiceProviderConfig", token: "another").status == 200)
        }
    }

    /// Somebody writes it in place, again and again, while it is read.
    @Test func aConfigurationThatChangesIsReadOnce() async throws {
        try await Daemon.runConnected(people: 1) { daemon, _ in
            let good = FileText.read(daemon.configuration)
            let writing = Task {
                for number in 0..<1000 where !Task.isCancelled {
                    try FileText.write(number.isMultiple(of: 2) ? "x: [" : good, to: daemon.configuration)
                    try await Task.sleep(for: .milliseconds(3))
                }
            }
            for number in 2...16 {
                daemon.process.signal(SIGHUP)
                try await daemon.notices.wait(for: "READY=1", times: number)
                #expect(try await daemon.call("GET", Self.find).status == 200)
            }
            writing.cancel()
            _ = await writing.result
            try FileText.write(good, to: daemon.configuration)
            daemon.process.signal(SIGHUP)
            try await daemon.notices.take("READY=1\nSTATUS=connected")
            #expect(await daemon.end() == 0)
        }
    }

    @Test func aPasswordThatChangesIsTakenWhereTheDirectoryTakesIt() async throws {
        try await Daemon.runConnected(people: 1) { daemon, slapd in
            try FileText.write("not-the-password\n", to: daemon.folder + "/ldap-password")
            try await daemon.notices.take(
                "STATUS=connected", "a reload was refused", "the directory refuses this account")
            #expect(try await daemon.call("GET", Self.find).status == 200)
            try await RefusedAccountTests.replace("userPassword", "the-new-one", in: slapd)
            try FileText.write("the-new-one\n", to: daemon.folder + "/ldap-password")
            try await daemon.notices.waitForLast("STATUS=connected to ldap://127.0.0.1:\(slapd.options.ldapPort ?? 0)")
            #expect(daemon.log.contains("The password file or the authorities of the directory have changed"))
            #expect(try await daemon.call("GET", Self.find).status == 200)
            #expect(await daemon.end() == 0)
        }
    }
}

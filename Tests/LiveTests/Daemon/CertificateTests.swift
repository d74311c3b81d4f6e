import Foundation
import Sandbox
import Synchronization
import Testing

@testable import ConfigurationFile
@testable import Daemon

/// Certificates that change while a listener shows them.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct CertificateTests {
    /// Those who connect all the time.
    private final class Clients: Sendable {
        let failures = Mutex(0)
        let isOver = Atomic(false)
    }

    @Test func aRenewedOneIsTakenAsSoonAsItsKeyIsThere() async throws {
        let folder = "${CREDENTIALS_DIRECTORY}/tls"
        try await Daemon.run(
            { $0.listener = "tls: { certificate: \"\(folder)/server.pem\", key: \"\(folder)/server.key\" }" },
            prepare: {
                try await Certificates(folder: $0).make()
                try FileText.makeFolder($0 + "/next")
                try await Certificates(folder: $0 + "/next").make()
            }
        ) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let first = try await Self.certificate(of: daemon)
            let clients = Clients()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<2 {
                    group.addTask {
                        while !clients.isOver.load(ordering: .relaxed) {
                            let output = try await Self.connect(to: daemon, as: "client-\(client)")
                            if !output.contains("HTTP/1.1 200 OK") { clients.failures.withLock { $0 += 1 } }
                        }
                    }
                }
                defer { clients.isOver.store(true, ordering: .relaxed) }
                try Self.copy("server.pem", in: daemon)
                try await Self.wait { daemon.log.contains("A certificate that has changed is not used") }
                #expect(daemon.log.contains("does not belong to the certificate"), "\(daemon.log)")
                #expect(try await Self.certificate(of: daemon) == first)
                try Self.copy("server.key", in: daemon)
                try await Self.wait { daemon.log.contains("The certificate of a listener has changed and is in use.") }
                #expect(try await Self.certificate(of: daemon) != first)
            }
            #expect(clients.failures.withLock { $0 } == 0)
            #expect(await daemon.end() == 0)
        }
    }

    @Test func anExpiredOneIsNotTaken() async throws {
        let folder = "${CREDENTIALS_DIRECTORY}/tls"
        try await Daemon.run(
            { $0.listener = "tls: { certificate: \"\(folder)/server.pem\", key: \"\(folder)/server.key\" }" },
            prepare: {
                let made = Certificates(folder: $0)
                try await made.make()
                try FileText.makeFolder($0 + "/next/tls")
                let arguments = [
                    "x509", "-req", "-days", "-1", "-in", made.path("server.csr"), "-signkey", made.path("server.key"),
                    "-out", $0 + "/next/tls/server.pem",
                ]
                try await ChildProcess.run("/usr/bin/openssl", arguments, log: made.path("openssl.log"))
            }
        ) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let first = try await Self.certificate(of: daemon)
            try Self.copy("server.pem", in: daemon)
            try await Self.wait { daemon.log.contains("A certificate that has changed is not used") }
            #expect(daemon.log.contains("expired on "), "\(daemon.log)")
            daemon.process.signal(SIGHUP)
            try await daemon.notices.take("READY=1", "a reload was refused", "expired on ")
            let still = try await Self.certificate(of: daemon)
            #expect(still == first)
            #expect(await daemon.end() == 0)
        }
    }

    /// Each threshold is told once.
    @Test func theEndIsToldOfAMonthToADayBefore() async throws {
        try await LDAPClientScene.inFolder { folder in
            try FileText.makeFolder(folder)
            let made = Certificates(folder: folder)
            try await made.make()
            let tls = Settings.TLS(certificate: made.path("server.pem"), key: made.path("server.key"))
            let identity = try ListenerIdentity(tls, file: "f")
            var renewed = RenewedIdentity(identity)
            let told = [40, 29.5, 29, 14.5, 13.5, 8, 6.9, 2, 0.5, 0.4, -1].compactMap { days -> Int? in
                let finding = renewed.look(at: identity.expires.addingTimeInterval(-days * 86_400))
                if case .expiring(let days) = finding { return days } else { return nil }
            }
            #expect(told == [29, 13, 6, 0, -1])
        }
    }

    /// A reload to a directory whose certificate another authority has issued.
    @Test func anotherAuthorityOfTheDirectoryIsRefused() async throws {
        try await LDAPClientScene.withSlapd(people: 1, options: { $0.ldapsPort = 0 }) { slapd in
            let url = try #require(slapd.ldapsURL)
            let own = slapd.options.folder
            try await Daemon.run(
                {
                    $0.directory = url
                    $0.connection = "\n  tls: { ca_file: \"\(Certificates(folder: own).authority)\" }"
                },
                prepare: {
                    try FileText.makeFolder($0 + "/next")
                    try await Certificates(folder: $0 + "/next").make()
                }
            ) { daemon in
                try await daemon.notices.wait(for: "STATUS=connected")
                try await daemon.notices.wait(for: "READY=1")
                let other = Certificates(folder: daemon.folder + "/next").authority
                try daemon.configure { $0.connection = "\n  tls: { ca_file: \"\(other)\" }" }
                daemon.process.signal(SIGHUP)
                try await daemon.notices.take("READY=1", "a reload was refused", "the directory cannot be reached")
                #expect(try await daemon.call("GET", "/Users").status == 200)
                #expect(await daemon.end() == 0)
            }
        }
    }

    private static func copy(_ name: String, in daemon: Daemon) throws {
        let (from, to) = ("\(daemon.folder)/next/tls/\(name)", "\(daemon.folder)/tls/\(name)")
        try FileText.write(FileText.read(from), to: to + ".new")
        chmod(to + ".new", 0o600)
        guard rename(to + ".new", to) == 0 else { throw SandboxError(writing: to) }
    }

    private static func wait(until isTrue: () -> Bool) async throws {
        for _ in 0..<300 where !isTrue() { try await Task.sleep(for: .milliseconds(50)) }
        #expect(isTrue())
    }

    /// The certificate that is shown, as PEM.
    private static func certificate(of daemon: Daemon) async throws -> String {
        let output = try await self.connect(to: daemon, as: "look")
        let begin = try #require(output.range(of: "-----BEGIN CERTIFICATE-----"))
        let end = try #require(output.range(of: "-----END CERTIFICATE-----"))
        return String(output[begin.lowerBound..<end.upperBound])
    }

    /// What openssl's client prints of a connection with one call.
    private static func connect(to daemon: Daemon, as name: String) async throws -> String {
        let ends = try Loopback.pair()
        let log = "\(daemon.folder)/\(name).log"
        let arguments = ["s_client", "-ign_eof", "-connect", "127.0.0.1:\(daemon.settings.port)"]
        let client = try ChildProcess.start("/usr/bin/openssl", arguments, input: ends.child, log: log)
        close(ends.child)
        try Loopback.send(Daemon.request("GET", "/ServiceProviderConfig", headers: "Connection: close"), to: ends.ours)
        _ = await client.status()
        close(ends.ours)
        return FileText.read(log)
    }
}

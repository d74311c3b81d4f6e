import Glibc
import Sandbox
import Testing

/// What can be wrong with the address and the certificate of a listener, and TLS when nothing is.
@Suite(.timeLimit(.minutes(3))) struct ListenerTests {
    @Test func aTakenPortEndsIt() async throws {
        try await Daemon.run { first in
            try await first.notices.wait(for: "READY=1")
            try await Daemon.run({ $0.port = first.settings.port }) { second in
                #expect(await second.process.status() == EX_CONFIG)
                let reason = "listen: 127.0.0.1:\(first.settings.port) cannot be opened: Address already in use"
                #expect(second.log.contains(reason), "\(second.log)")
                #expect(!second.notices.received.contains("READY=1"))
            }
            #expect(await first.end() == 0)
        }
    }

    @Test(arguments: [
        ("missing.pem", "tls/server.key", "listen[0].tls.certificate: ", "missing.pem cannot be read: No such file"),
        ("tls/server.pem", "missing.key", "listen[0].tls.key: ", "missing.key cannot be read: No such file"),
        ("tls/server.key", "tls/server.key", "listen[0].tls.certificate: ", "there is no PEM certificate in"),
        ("tls/server.pem", "tls/server.pem", "listen[0].tls.key: ", "there is no PEM key in"),
        ("tls/server.pem", "tls/client.key", "listen[0].tls: ", "does not belong to the certificate in"),
        ("starbridge.yaml", "tls/server.key", "listen[0].tls.certificate: ", "there is no PEM certificate in"),
    ])
    func filesThatCannotBeUsedEndIt(certificate: String, key: String, place: String, reason: String) async throws {
        try await Self.run(certificate: certificate, key: key) { daemon in
            #expect(await daemon.process.status() == EX_CONFIG)
            let lines = daemon.log.split(separator: "\n").filter {
                $0.contains("starbridge.yaml:3:") && $0.contains(place)
            }
            #expect(lines.count == 1 && lines[0].contains(reason), "\(daemon.log)")
        }
    }

    @Test func speaksTLS() async throws {
        try await Self.run(certificate: "tls/server.pem", key: "tls/server.key") { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let ends = try Loopback.pair()
            let log = daemon.folder + "/s_client.log"
            let authority = Certificates(folder: daemon.folder).authority
            let arguments = [
                "s_client", "-quiet", "-verify_return_error", "-CAfile", authority, "-servername", "localhost",
                "-verify_hostname", "localhost", "-connect", "127.0.0.1:\(daemon.settings.port)",
            ]
            let client = try ChildProcess.start("/usr/bin/openssl", arguments, input: ends.child, log: log)
            close(ends.child)
            try Loopback.send(
                Daemon.request("GET", "/ServiceProviderConfig", headers: "Connection: close"), to: ends.ours)
            _ = await client.status()
            close(ends.ours)
            #expect(FileText.read(log).contains("HTTP/1.1 200 OK"), "\(FileText.read(log))")
            #expect(await daemon.end() == 0)
        }
    }

    /// With `client_ca` a client without a certificate of that authority gets no answer, whatever its token; and a certificate is no token.
    @Test(arguments: ["", "client", "other"]) func demandsACertificate(name: String) async throws {
        let authority = ", client_ca: \"${CREDENTIALS_DIRECTORY}/tls/ca.pem\""
        try await Self.run(certificate: "tls/server.pem", key: "tls/server.key", more: authority) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            var folder = daemon.folder
            if name == "other" {
                folder += "/other"
                try FileText.makeFolder(folder)
                try await Certificates(folder: folder).make()
            }
            let own = Certificates(folder: folder)
            let shown = name.isEmpty ? [] : ["--cert", own.path("client.pem"), "--key", own.path("client.key")]
            for (token, status) in [(Daemon.token, "200"), ("nobody's", "401")] {
                let log = daemon.folder + "/curl.log"
                let url = "https://localhost:\(daemon.settings.port)/scim/v2/ServiceProviderConfig"
                let client = try ChildProcess.start(
                    "/usr/bin/curl",
                    ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--max-time", "20"] + shown
                        + [
                            "--cacert", daemon.folder + "/tls/ca.pem", "--header", "Authorization: Bearer \(token)",
                            url,
                        ],
                    log: log)
                let isDone = await client.status() == 0
                #expect(isDone == (name == "client") && FileText.read(log) == (isDone ? status : "000"))
            }
        }
    }

    @Test func offersOnlySuitesWithForwardSecrecyThatAuthenticate() async throws {
        try await Self.run(certificate: "tls/server.pem", key: "tls/server.key") { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let offers: [(arguments: [String], isTaken: Bool)] = [
                (["-tls1_3"], true),
                (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], true),
                (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"], true),
                (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], true),
                (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA"], false),
                (["-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:AES256-SHA256"], false),
                (["-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-CCM"], false),
                (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], false),
            ]
            for offer in offers {
                let log = daemon.folder + "/s_client.log"
                let arguments = ["s_client", "-connect", "127.0.0.1:\(daemon.settings.port)"] + offer.arguments
                _ = await (try ChildProcess.start("/usr/bin/openssl", arguments, log: log)).status()
                let text = FileText.read(log)
                #expect(text.contains("CONNECTED"), "\(text)")
                #expect(text.contains("Cipher is (NONE)") == !offer.isTaken, "\(offer.arguments): \(text)")
            }
        }
    }

    /// Runs a daemon whose listener has TLS, with files of its folder.
    private static func run(
        certificate: String, key: String, more: String = "", _ body: (Daemon) async throws -> Void
    ) async throws {
        let folder = "${CREDENTIALS_DIRECTORY}"
        try await Daemon.run(
            { $0.listener = "tls: { certificate: \"\(folder)/\(certificate)\", key: \"\(folder)/\(key)\"\(more) }" },
            prepare: { try await Certificates(folder: $0).make() }, body)
    }
}

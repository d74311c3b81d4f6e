import Glibc
import LDAP
import LDAPClient
import Sandbox
import Synchronization
import Testing

/// Whom the client trusts, and as whom it comes.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientTrustTests {
    typealias Scene = LDAPClientScene

    private static func secure(_ options: inout PrivateSlapd.Options) {
        options.ldapsPort = 0
        options.offersStartTLS = true
    }

    private static func state(_ configuration: Client.Configuration) async throws -> Client.State? {
        try await Scene.withClient(configuration) { client in
            await client.reaches { $0 != .connecting }
        }
    }

    @Test func speaksTLSFromTheStartOrAfterStartTLS() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            for (url, startTLS) in [(slapd.secureURL, false), (slapd.ldapURL, true)] {
                var configuration = try Scene.configuration([try #require(url)])
                configuration.tls = TLSOptions(caFile: slapd.caFile, startTLS: startTLS)
                try await Scene.withClient(configuration) { client in
                    let photo = AttributeValue(bytes: [UInt8](repeating: 7, count: 6_000_000))
                    _ = try await client.search(Scene.find(1))
                    await slapd.standStill()
                    let steps = [Modification(.replace, "jpegPhoto", [photo]), Modification(.replace, "cn", ["Seen"])]
                    async let write = client.apply(.modify(Scene.person(1), steps))
                    try await Task.sleep(for: .milliseconds(100))
                    await slapd.resume()
                    _ = try await write
                    try await withThrowingTaskGroup(of: Int.self) { group in
                        for number in 0..<200 {
                            group.addTask { try await client.search(Scene.find(number % 3, "cn")).entries.count }
                        }
                        for try await count in group { #expect(count == 1) }
                    }
                    let stored = try await client.search(Scene.find(1, "cn", "jpegPhoto")).entries
                    #expect(stored.first?["cn"] == ["Seen"])
                    #expect(stored.first?["jpegPhoto"] == [photo])
                }
            }
        }
    }

    @Test func refusesAServerThatAnUnknownAuthorityVouchesFor() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            for (url, startTLS) in [(slapd.secureURL, false), (slapd.ldapURL, true)] {
                var configuration = try Scene.configuration([try #require(url)])
                configuration.tls = TLSOptions(startTLS: startTLS)
                let state = try await Self.state(configuration)
                guard case .unavailable(let error) = state else {
                    Issue.record("\(String(describing: state))")
                    continue
                }
                #expect(error.code == .connectError, "\(error)")
            }
        }
    }

    @Test func refusesACertificateOfAnotherName() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            var configuration = try Scene.configuration([
                try #require(slapd.secureURL?.replacing("127.0.0.1", with: "[::ffff:127.0.0.1]"))
            ])
            configuration.tls = TLSOptions(caFile: slapd.caFile)
            guard case .unavailable = try await Self.state(configuration) else {
                Issue.record("a certificate for another name was accepted")
                return
            }
        }
    }

    @Test func refusesStartTLSThatTheServerDoesNotOffer() async throws {
        try await Scene.withSlapd { slapd in
            var configuration = try Scene.configuration([try #require(slapd.ldapURL)])
            configuration.tls = TLSOptions(startTLS: true)
            guard case .unavailable = try await Self.state(configuration) else {
                Issue.record("the password was sent in the clear")
                return
            }
        }
    }

    /// Whoever stands in between could have written it; of what comes behind StartTLS's response not one byte is believed.
    @Test(arguments: [true, false])
    func endsWhereAnAnswerIsPutBehindThatToStartTLS(isWhole: Bool) async throws {
        let response: [UInt8] = [0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0]
        let bindResponse: [UInt8] = [0x30, 0x0c, 2, 1, 2, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0]
        let requests = Mutex<[UInt8]>([])
        let peer = try LDAPClientPeer { request in
            requests.withLock { $0.append(LDAPClientListener.operation(in: request)) }
            return response + (isWhole ? bindResponse : [0x30])
        }
        var configuration = try Scene.configuration(["ldap://127.0.0.1:\(peer.port)"])
        configuration.tls = TLSOptions(startTLS: true)
        guard case .unavailable(let error) = try await Self.state(configuration) else {
            Issue.record("an answer in the clear was believed")
            return
        }
        #expect(error.code == .connectError && error.diagnostic.contains("behind the answer to StartTLS"), "\(error)")
        // Nothing was sent but the request for TLS (0x77 is an extended operation).
        #expect(requests.withLock { Set($0) } == [0x77])
        withExtendedLifetime(peer) {}
    }

    /// Certificates as they are met, and the hosts by which a server that has one is known.
    ///
    /// One for an address is not for the name that is resolved to it: whoever resolves names is not trusted.
    @Test(arguments: [
        ("localhost", "subjectAltName=IP:127.0.0.1", false, ["127.0.0.1"]),
        ("localhost", "basicConstraints=CA:FALSE", false, ["localhost"]),
        ("another", "subjectAltName=DNS:localhost", false, ["localhost"]),
        ("localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1", true, ["localhost", "127.0.0.1"]),
        ("localhost", "subjectAltName=DNS:another", false, []),
    ])
    func knowsTheServerByItsCertificate(
        subject: String, extensions: String, hasIntermediate: Bool, hosts: [String]
    ) async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            try await slapd.takeCertificate(
                subject: subject, extensions: extensions, hasIntermediate: hasIntermediate)
            let (plain, secure) = (try #require(slapd.options.ldapPort), try #require(slapd.options.ldapsPort))
            for host in ["localhost", "127.0.0.1"] {
                for (url, startTLS) in [("ldaps://\(host):\(secure)", false), ("ldap://\(host):\(plain)", true)] {
                    var configuration = try Scene.configuration([url])
                    configuration.tls = TLSOptions(caFile: slapd.caFile, startTLS: startTLS)
                    let state = try await Self.state(configuration)
                    let isTrusted = if case .connected = state { true } else { false }
                    #expect(isTrusted == hosts.contains(host), "\(url): \(String(describing: state))")
                }
            }
        }
    }

    @Test func cannotBeMadeToTrustByTheEnvironment() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            let (url, caFile) = (try #require(slapd.secureURL), slapd.caFile)
            await #expect(processExitsWith: .success) { [url = url as String, caFile = caFile as String] in
                setenv("LDAPTLS_REQCERT", "never", 1)
                setenv("LDAPTLS_CACERT", caFile, 1)
                setenv("LDAPTLS_CACERTDIR", "/", 1)
                let state = try await Self.state(try LDAPClientScene.configuration([url]))
                guard case .unavailable(let error) = state, error.code == .connectError else { exit(1) }
            }
        }
    }

    @Test func saysThatTheBindIsRefused() async throws {
        try await Scene.withSlapd { slapd in
            for password in ["wrong", ""] {
                var configuration = try Scene.configuration([try #require(slapd.ldapURL)])
                configuration.credentials = .simple(dn: Scene.root, password: { Array(password.utf8) })
                try await Scene.withClient(configuration) { client in
                    let state = await client.reaches { $0 != .connecting }
                    guard case .refused(let error) = state else {
                        Issue.record("\(String(describing: state))")
                        return
                    }
                    #expect(error.code == (password.isEmpty ? .parameterError : .invalidCredentials))
                    #expect(!"\(error)".contains("wrong"))
                    await ldapError(.unavailable) { try await client.search(Scene.find(1)) }
                }
            }
        }
    }

    @Test func asksForThePasswordAtEveryBind() async throws {
        try await Scene.withSlapd { slapd in
            var configuration = try Scene.configuration([try #require(slapd.ldapURL)])
            configuration.credentials = .simple(dn: Scene.root) { () throws(LDAPError) in
                throw LDAPError(.parameterError, diagnostic: "the password file is gone")
            }
            guard case .refused(let error) = try await Self.state(configuration) else {
                Issue.record("bound without a password")
                return
            }
            #expect(error.diagnostic.contains("the password file is gone"))
        }
    }

    @Test func bindsAsTheOwnerOfTheSocket() async throws {
        try await Scene.withSlapd { slapd in
            var configuration = try Scene.configuration([slapd.ldapiURL])
            configuration.credentials = .external
            try await Scene.withClient(configuration) { client in
                let identity = try await client.lease { leased throws(LDAPError) in try await leased.whoAmI() }
                #expect(identity.hasSuffix(",cn=peercred,cn=external,cn=auth"))
            }
        }
    }

    @Test func bindsAsTheOwnerOfTheCertificate() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            var configuration = try Scene.configuration([try #require(slapd.secureURL)])
            let client = slapd.clientCertificate
            configuration.tls = TLSOptions(
                caFile: slapd.caFile, certificateFile: client.certificate, keyFile: client.key)
            configuration.credentials = .external
            try await Scene.withClient(configuration) { client in
                let identity = try await client.lease { leased throws(LDAPError) in try await leased.whoAmI() }
                #expect(identity == "dn:cn=client")
            }
        }
    }

    @Test func givesUpAHandshakeThatStopsHalfway() async throws {
        for greeting: [UInt8] in [[], [0x16], [0x16, 3, 3, 0, 0x50, 2, 0, 0]] {
            let peer = try LDAPClientPeer(greeting: greeting) { _ in [] }
            var configuration = try Scene.configuration(["ldaps://127.0.0.1:\(peer.port)"])
            configuration.connectTimeout = .milliseconds(300)
            guard case .unavailable = try await Self.state(configuration) else {
                Issue.record("half a handshake was taken for a whole one")
                return
            }
            withExtendedLifetime(peer) {}
        }
    }

    @Test func keepsTimeInTheMiddleOfARecord() async throws {
        try await Scene.withSlapd(options: Self.secure) { slapd in
            let proxy = try LDAPClientProxy(server: try #require(slapd.options.ldapsPort))
            defer { proxy.stop() }
            var configuration = try Scene.configuration(["ldaps://127.0.0.1:\(proxy.port)"])
            configuration.tls = TLSOptions(caFile: slapd.caFile)
            configuration.timeout = .seconds(1)
            try await Scene.withClient(configuration) { client in
                #expect(try await client.search(Scene.find(1)).entries.count == 1)
                proxy.set(.stall(after: 9))
                let start = ContinuousClock.now
                async let first = ldapError(.timeout) { try await client.search(Scene.find(1)) }
                async let second = ldapError(.timeout) { try await client.search(Scene.find(2)) }
                for error in await [first, second] { #expect(error?.outcome == .notApplied) }
                #expect(.now - start < .seconds(4))
                proxy.set(.pass)
                let scene = Scene(slapd: slapd, client: client)
                try await scene.expectFound(1)
            }
        }
    }
}

extension PrivateSlapd {
    /// The address by number.
    fileprivate nonisolated var secureURL: String? {
        self.ldapsURL?.replacing("localhost", with: "127.0.0.1")
    }

    /// Starts again with another certificate of the same authority, or of one between them.
    fileprivate func takeCertificate(subject: String, extensions: String, hasIntermediate: Bool) async throws {
        let folder = self.options.folder + "/tls/"
        let openssl = { (arguments: [String]) in
            try await ChildProcess.run("/usr/bin/openssl", arguments, log: folder + "openssl.log")
        }
        let issue = { (name: String, subject: String, extensions: String, issuer: String) in
            try FileText.write(extensions + "\n", to: folder + name + ".ext")
            try await openssl(
                [
                    "req", "-subj", "/CN=\(subject)", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes",
                ]
                    + ["-keyout", folder + name + ".key", "-out", folder + name + ".csr"])
            try await openssl(
                ["x509", "-req", "-days", "30", "-in", folder + name + ".csr", "-CA", folder + issuer + ".pem"]
                    + ["-CAkey", folder + issuer + ".key", "-CAcreateserial", "-extfile", folder + name + ".ext"]
                    + ["-out", folder + name + ".pem"])
        }
        if hasIntermediate {
            let rights = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign"
            try await issue("between", "Starbridge throw-away intermediate", rights, "ca")
        }
        try await issue("server", subject, extensions, hasIntermediate ? "between" : "ca")
        if hasIntermediate {
            let chain = FileText.read(folder + "server.pem") + FileText.read(folder + "between.pem")
            try FileText.write(chain, to: folder + "server.pem")
        }
        try await self.restart()
    }
}

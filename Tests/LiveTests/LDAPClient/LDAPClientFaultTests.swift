import Glibc
import LDAP
import LDAPClient
import Sandbox
import Testing

/// What happens when the server, or the way to it, fails.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientFaultTests {
    typealias Scene = LDAPClientScene

    private static let photo = AttributeValue(bytes: [UInt8](repeating: 0x55, count: 24_000_000))

    @Test func neitherHangsNorLiesWhenTheServerStopsInTheMiddleOfALargeWrite() async throws {
        try await Scene.run(configure: { $0.timeout = .milliseconds(600) }) { scene in
            try await scene.expectFound(1)
            await scene.slapd.standStill()
            let large = Scene.replace(1, "jpegPhoto", Self.photo)
            let recovery = WriteOptions(recovery: .init())
            async let write = ldapError(.unavailable) { try await scene.client.apply(large, options: recovery) }
            async let read = ldapError(.timeout) { try await scene.client.search(Scene.find(2)) }
            #expect(await write?.outcome == .unknown)
            #expect(await read?.outcome == .notApplied)
            await scene.slapd.resume()
            try await scene.expectFound(1)
        }
    }

    @Test func queuesBehindAHalfWrittenRequestAndSendsItsRest() async throws {
        try await Scene.run(options: { $0.globalDirectives = ["sockbuf_max_incoming_auth 33554432"] }) { scene in
            try await scene.expectFound(1)
            await scene.slapd.standStill()
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    _ = try await scene.client.apply(Scene.replace(1, "jpegPhoto", Self.photo))
                    return 1
                }
                for number in 0..<20 {
                    group.addTask { try await scene.client.search(Scene.find(number % 3, "uid")).entries.count }
                }
                let cancelled = Task { try await scene.client.search(Scene.find(1)) }
                cancelled.cancel()
                await ldapError(.userCanceled) { try await cancelled.value }
                await scene.slapd.resume()
                for try await count in group { #expect(count == 1) }
            }
            let stored = try await scene.client.search(Scene.find(1, "jpegPhoto")).entries
            #expect(stored.first?["jpegPhoto"] == [Self.photo])
        }
    }

    @Test func limitsTheTimeOfEveryOperation() async throws {
        try await Scene.run(configure: { $0.timeout = .milliseconds(300) }) { scene in
            try await scene.expectFound(1)
            await scene.slapd.standStill()
            let start = ContinuousClock.now
            await ldapError(.timeout) { try await scene.client.search(Scene.find(1)) }
            // The server was found silent, and there is no other.
            _ = await scene.client.reaches { if case .unavailable = $0 { true } else { false } }
            let write = await ldapError(.unavailable) { try await scene.client.apply(Scene.replace(1, "cn", "X")) }
            #expect(write?.outcome == .notApplied)
            await ldapError(.unavailable) {
                try await scene.client.lease { leased throws(LDAPError) in try await leased.whoAmI() }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
            await scene.slapd.resume()
            try await scene.expectFound(1)
        }
    }

    @Test func cancelsReadsAtOnceAndAwaitsWrites() async throws {
        try await Scene.run { scene in
            try await scene.expectFound(1)
            await scene.slapd.standStill()
            let read = Task { try await scene.client.search(Scene.find(1)) }
            let write = Task { try await scene.client.apply(Scene.replace(1, "cn", "Written")) }
            try await Task.sleep(for: .milliseconds(50))
            read.cancel()
            write.cancel()
            await ldapError(.userCanceled) { try await read.value }
            await scene.slapd.resume()
            _ = try await write.value
            #expect(try await scene.client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["Written"])
        }
    }

    @Test func keepsThousandsOfRequestsWithinWhatTheServerBears() async throws {
        try await Scene.run(configure: { $0.maximumQueued = 5000 }) { scene in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<3000 {
                    group.addTask { try await scene.client.search(Scene.find(number % 3)).entries.count }
                }
                for try await count in group { #expect(count == 1) }
            }
        }
    }

    @Test func refusesWhatDoesNotFitIntoTheQueue() async throws {
        let configure = { (configuration: inout Client.Configuration) in
            (configuration.maximumInFlight, configuration.maximumQueued) = (4, 10)
        }
        try await Scene.run(configure: configure) { scene in
            try await scene.expectFound(1)
            await scene.slapd.standStill()
            let codes = await withTaskGroup(of: ResultCode?.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        do throws(LDAPError) {
                            _ = try await scene.client.search(Scene.find(1))
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                var codes: [ResultCode?] = []
                for await code in group {
                    codes.append(code)
                    if codes.count == 86 { await scene.slapd.resume() }
                }
                return codes
            }
            #expect(codes.count { $0 == .busy } == 86)
            #expect(codes.count { $0 == nil } == 14)
        }
    }

    @Test func endsAnOperationThatIsAnsweredByAnExtendedResponse() async throws {
        // The search has message id 2; 0x78 is an extended response, with protocolError and with success.
        for code: UInt8 in [2, 0] {
            let peer = try LDAPClientPeer(rootDSE: Self.noRootDSE) { _ in
                [0x30, 0x0c, 2, 1, 2, 0x78, 7, 0x0a, 1, code, 4, 0, 4, 0]
            }
            var configuration = try Scene.configuration(["ldap://127.0.0.1:\(peer.port)"])
            configuration.credentials = .anonymous
            try await Scene.withClient(configuration) { client in
                let error = await ldapError(.protocolError) { try await client.search(Scene.find(1)) }
                #expect(error != nil)
            }
            withExtendedLifetime(peer) {}
        }
    }

    /// A search has ended with noSuchObject; it has message id 1.
    private static let noRootDSE: [UInt8] = [0x30, 0x0c, 2, 1, 1, 0x65, 7, 0x0a, 1, 32, 4, 0, 4, 0]

    @Test func endsTheConnectionAtANoticeOfDisconnection() async throws {
        let oid = Array("1.3.6.1.4.1.1466.20036".utf8)
        let body: [UInt8] = [0x0a, 1, 52, 4, 0, 4, 0, 0x8a, UInt8(oid.count)] + oid
        let operation: [UInt8] = [2, 1, 0, 0x78, UInt8(body.count)] + body
        let peer = try LDAPClientPeer(rootDSE: Self.noRootDSE) { _ in [0x30, UInt8(operation.count)] + operation }
        var configuration = try Scene.configuration(["ldap://127.0.0.1:\(peer.port)"])
        configuration.credentials = .anonymous
        try await Scene.withClient(configuration) { client in
            let error = await ldapError(.serverDown) { try await client.search(Scene.find(1)) }
            #expect(error != nil)
        }
        withExtendedLifetime(peer) {}
    }
}

extension LDAPClientScene {
    /// Expects that a person can be found, with some patience for a server that comes back.
    func expectFound(_ number: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<20 {
            do {
                let found = try await self.client.search(Self.find(number)).entries
                #expect(found.count == 1, sourceLocation: sourceLocation)
                return
            } catch {
                _ = await self.client.reaches { if case .connected = $0 { true } else { false } }
            }
        }
        Issue.record("the server did not come back", sourceLocation: sourceLocation)
    }
}

import LDAP
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import LDAPClient

/// A dialogue with a server on a channel that a test holds the other end of.
@Suite struct ConnectionHandlerTests {
    fileprivate static func search(_ uid: String) -> Request {
        .search(SearchRequest(base: DistinguishedName([]), filter: .equal("uid", AttributeValue(uid))), timeLimit: nil)
    }

    private enum Outcome: Equatable {
        case success([String])
        case failure(ResultCode)
    }

    /// A connection, its channel, and what happens on it.
    private struct Scene {
        let channel = NIOAsyncTestingChannel()
        let connection: Connection
        let handler: NIOLoopBound<ConnectionHandler>

        init(_ security: Security = .none, maximumInFlight: Int = 64) async throws {
            let peer = Peer(
                server: try ServerURL(parsing: "ldap://127.0.0.1:1"),
                address: try SocketAddress(ipAddress: "127.0.0.1", port: 1))
            let plan = Connection.Plan(
                peer: peer,
                limits: .init(timeout: .seconds(30), maximumInFlight: maximumInFlight, maximumQueued: 100),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let channel = self.channel
            (self.connection, self.handler) = try await channel.testingEventLoop.executeInContext {
                let handler = try ConnectionHandler(plan, security, nil, within: .seconds(5), on: channel.eventLoop)
                try channel.pipeline.syncOperations.addHandler(handler)
                return (
                    Connection(handler, on: channel.eventLoop),
                    NIOLoopBound(handler, eventLoop: channel.eventLoop)
                )
            }
            try await channel.connect(to: peer.address).get()
        }

        func sent() async throws -> ByteBuffer { try await self.channel.waitForOutboundWrite() }

        func answer(_ bytes: [UInt8]) async throws { try await self.channel.writeInbound(ByteBuffer(bytes: bytes)) }

        func find(_ uid: String) async throws -> [String] {
            try await self.connection.perform(ConnectionHandlerTests.search(uid), deadline: .now + .seconds(30))
                .entries.map(\.dn.description)
        }

        func findAll(_ uids: [String]) async -> [Outcome] {
            await self.connection.performAll(uids.map(ConnectionHandlerTests.search), deadline: .now + .seconds(30))
                .map { answer in
                    switch answer.outcome {
                    case .success(let reply): .success(reply.entries.map(\.dn.description))
                    case .failure(let error): .failure(error.code)
                    }
                }
        }
    }

    @Test func answersACall() async throws {
        let scene = try await Scene()
        async let found = scene.find("a")
        _ = try await scene.sent()
        try await scene.answer(BER.entry(1, "uid=a", cn: ["Ada"]))
        try await scene.answer(BER.done(1))
        #expect(try await found == ["uid=a"])
    }

    @Test func sendsTogetherWhatComesTogether() async throws {
        let scene = try await Scene()
        let channel = scene.channel
        try await channel.testingEventLoop.executeInContext {
            for number in 1...3 {
                let waiter = Waiter(
                    request: Self.search("\(number)"), deadline: .now + .seconds(30), receiver: .probe)
                scene.handler.value.submit(scene.connection.traffic.begin(), waiter)
            }
        }
        let bytes = Array(buffer: try await scene.sent())
        #expect(bytes.count { $0 == 0x63 } >= 3)
        #expect(try await channel.readOutbound(as: ByteBuffer.self) == nil)
        try await scene.answer(BER.done(3) + BER.done(1) + BER.done(2))
        let isIdle = try await channel.testingEventLoop.executeInContext { scene.handler.value.machine.isIdle }
        #expect(isIdle)
    }

    @Test func gathersTheAnswersToOneCallInTheOrderOfItsRequests() async throws {
        let scene = try await Scene()
        async let found = scene.findAll(["a", "b", "c"])
        #expect(Array(buffer: try await scene.sent()).count { $0 == 0x63 } >= 3)
        #expect(try await scene.channel.readOutbound(as: ByteBuffer.self) == nil)
        try await scene.answer(BER.entry(3, "uid=c", cn: ["C"]) + BER.done(3) + BER.done(2, code: 53))
        try await scene.answer(BER.entry(1, "uid=a", cn: ["A"]) + BER.done(1))
        #expect(await found == [.success(["uid=a"]), .failure(.unwillingToPerform), .success(["uid=c"])])
        #expect(scene.connection.traffic.load == 0)
    }

    @Test func keepsTheAnswersThatCameBeforeTheServerHungUp() async throws {
        let scene = try await Scene()
        async let found = scene.findAll(["a", "b"])
        _ = try await scene.sent()
        try await scene.answer(BER.done(2))
        try await scene.channel.close()
        #expect(await found == [.failure(.serverDown), .success([])])
        #expect(await scene.findAll(["c", "d"]) == [.failure(.serverDown), .failure(.serverDown)])
    }

    @Test func cancelsAllRequestsOfACallThatAreNotAnswered() async throws {
        let scene = try await Scene(maximumInFlight: 2)
        let call = Task { await scene.findAll(["a", "b", "c"]) }
        _ = try await scene.sent()
        call.cancel()
        #expect(await call.value == Array(repeating: .failure(.userCanceled), count: 3))
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await scene.findAll(["d"])
        }
        #expect(await late.value == [.failure(.userCanceled)])
        #expect(await scene.findAll([]) == [])
    }

    @Test func failsWhatIsInFlightWhenTheServerHangsUp() async throws {
        let scene = try await Scene()
        let call = Task { try await scene.find("a") }
        _ = try await scene.sent()
        try await scene.channel.close()
        let lost = LDAPError(.serverDown, diagnostic: "ldap://127.0.0.1:1 closed the connection")
        await #expect(throws: lost) { try await call.value }
        #expect(await scene.connection.ended(until: .now + .seconds(5)))
        await #expect(throws: LDAPError.self) { try await scene.find("b") }
    }

    @Test func sendsTheNextWhenTheServerHasAnswered() async throws {
        let scene = try await Scene(maximumInFlight: 1)
        async let first = scene.find("a")
        _ = try await scene.sent()
        async let second = scene.find("b")
        while scene.connection.traffic.load < 2 { await Task.yield() }
        try await scene.answer(BER.done(1))
        #expect(try await first == [])
        _ = try await scene.sent()
        try await scene.answer(BER.done(2))
        #expect(try await second == [])
    }

    @Test func saysGoodbyeAtAnOrderlyEnd() async throws {
        let scene = try await Scene()
        scene.connection.close()
        #expect(Array(buffer: try await scene.sent()).suffix(2) == [0x42, 0])
        #expect(await scene.connection.ended(until: .now + .seconds(5)))
    }

    @Test func endsWhereAnAnswerComesBehindThatToStartTLS() async throws {
        let scene = try await Scene(.afterRequest)
        #expect(String(buffer: try await scene.sent()).contains("1.3.6.1.4.1.1466.20037"))
        try await scene.answer(BER.extended(1) + BER.done(2))
        let error = await #expect(throws: LDAPError.self) { try await scene.connection.opened() }
        #expect(error?.diagnostic.contains("behind the answer to StartTLS") == true)
        #expect(await scene.connection.ended(until: .now + .seconds(5)))
    }
}

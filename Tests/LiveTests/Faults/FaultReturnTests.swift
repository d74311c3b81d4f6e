import NIOHTTP1
import SCIM
import Sandbox
import Testing

/// Somebody comes back from the trash while others look for them.
@Suite(.needsSlapd, .timeLimit(.minutes(20))) struct FaultReturnTests {
    /// What was seen while one message of the return was held.
    private struct Sight {
        var isFound = false
        var patch = 0
    }

    /// Entra looks for somebody and changes whom it finds: between any two messages of the return, also of one that breaks off or
    /// is refused there.
    @Test(arguments: FaultWorld.Carrier.allCases, FaultGate.Outcome.allCases)
    func whoIsFoundDuringAReturnStaysFound(carrier: FaultWorld.Carrier, outcome: FaultGate.Outcome) async throws {
        let sights = try await FaultWorld.run(carrier) { world in
            let server = try #require(world.slapd.options.ldapPort)
            return try await world.withBridge(FaultScenario.revive.deletion, through: server, patience: .seconds(20)) {
                var sights: [Sight] = []
                while let sight = try await Self.play(sights.count + 1, outcome, world, $0) { sights.append(sight) }
                return sights
            }
        }
        let found = sights.filter(\.isFound)
        print("faults: return held at \(sights.count) messages, found at \(found.count) of them")
        #expect(!found.isEmpty && found.count < sights.count)
        // Not before the move, and ever since.
        let since = sights.drop { !$0.isFound }
        #expect(since.count == found.count)
        #expect(found.map(\.patch) == found.map { _ in 200 })
    }

    /// Holds a message of a return and looks for the person meanwhile; nil if there is no such message.
    private static func play(
        _ number: Int, _ outcome: FaultGate.Outcome, _ world: FaultWorld, _ bridge: BridgeCaller
    ) async throws -> Sight? {
        let act = try await FaultScenario.revive.prepare(world, "r\(number)x", bridge)
        let proxy = try FaultProxy(server: try #require(world.slapd.options.ldapPort))
        defer { proxy.stop() }
        let gate = FaultGate()
        return try await world.withBridge(
            FaultScenario.revive.deletion, through: proxy.port, patience: .seconds(20)
        ) { returning in
            try await FaultLane.warm(returning)
            proxy.arm(Fault(event: .holdsRequest(gate), number: number))
            let running = Task { await Self.send(act, to: returning, gate) }
            guard await gate.isReached() else {
                let answer = await running.value
                #expect(answer.status == 201, "\(answer)")
                return nil
            }
            let name = "hero.r\(number)x"
            let found = await bridge.find("/Users", "userName", name)
            #expect(found.status == 200, "\(found)")
            var sight = Sight()
            if let id = found.ids.first {
                (sight.isFound, sight.patch) = (true, await Self.change(id, bridge))
            }
            gate.open(outcome)
            let answer = await running.value
            switch outcome {
            case .passes: #expect(answer.status == 201, "message \(number): \(answer)")
            case .isLost: #expect([201, 503].contains(answer.status), "message \(number): \(answer)")
            case .isRefused: #expect(answer.status != 404, "message \(number): \(answer)")
            }
            // Whoever was found is there whatever becomes of the return.
            if let id = found.ids.first { #expect(await Self.change(id, bridge) == 200, "message \(number)") }
            proxy.recover()
            try await Self.expectBack(act, name, bridge)
            return sight
        }
    }

    private static func send(_ act: FaultAct, to bridge: BridgeCaller, _ gate: FaultGate) async -> FaultAnswer {
        let answer = await bridge.answer(act.method, act.path, act.body)
        gate.nothingComes()
        return answer
    }

    private static func change(_ id: String, _ bridge: BridgeCaller) async -> Int {
        let patch = FaultAct.patch("/Users/\(id)", FaultAct.replace("title", "Meanwhile")) { _ in }
        return await bridge.answer(.PATCH, patch.path, patch.body).status
    }

    /// Expects the person back once the call is repeated.
    private static func expectBack(_ act: FaultAct, _ name: String, _ bridge: BridgeCaller) async throws {
        let again = await bridge.answer(act.method, act.path, act.body)
        #expect([201, 409].contains(again.status), "\(again)")
        #expect(await bridge.find("/Users", "userName", name).ids.count == 1)
    }
}

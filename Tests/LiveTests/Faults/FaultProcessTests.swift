import NIOHTTP1
import Sandbox
import Testing

/// `kill -9` of the daemon itself, between any two messages and under load.
@Suite(.needsSlapd, .timeLimit(.minutes(20))) struct FaultProcessTests {
    @Test(arguments: [FaultScenario.rename, .trash])
    func aDaemonThatIsKilledAtAnyMessageLosesNothing(scenario: FaultScenario) async throws {
        let points = try await FaultWorld.run(.follow) { world in
            try await FaultProcess.run { process in
                var points: [FaultPoint] = []
                for isAfterwards in [false, true] {
                    for number in 1...60 {
                        let point = try await Self.play(scenario, number, isAfterwards, world, process)
                        points.append(point)
                        if !point.isHit { break }
                    }
                }
                return points
            }
        }
        let wrong = points.filter { !$0.wrong.isEmpty }
        print("faults: daemon killed at \(points.count) points of \(scenario.name), \(wrong.count) wrong")
        #expect(points.filter(\.isHit).count > 8)
        for point in wrong { Issue.record("\(point.report)") }
    }

    /// Between the beginning of an event and its end there is nothing but its writes.
    @Test(arguments: FaultScenario.effects)
    func theJournalIsWholeAndTrueWheneverTheDaemonIsKilled(scenario: FaultScenario) async throws {
        let points = try await FaultWorld.run(.follow) { world in
            try await FaultProcess.run(deletion: scenario.deletion) { process in
                var points: [FaultPoint] = []
                for isAfterwards in [false, true] {
                    for number in 1...20 {
                        let point = try await Self.play(
                            scenario, number, isAfterwards, world, process, subject: .write)
                        points.append(point)
                        if !point.isHit { break }
                    }
                }
                return points
            }
        }
        print("faults: daemon killed at \(points.filter(\.isHit).count) writes of \(scenario.name)")
        #expect(points.filter(\.isHit).count > 1)
        for point in points where !point.wrong.isEmpty { Issue.record("\(point.report)") }
    }

    private static func play(
        _ scenario: FaultScenario, _ number: Int, _ isAfterwards: Bool, _ world: FaultWorld, _ process: FaultProcess,
        subject: Fault.Subject? = nil
    ) async throws -> FaultPoint {
        let token = "\(isAfterwards ? "a" : "b")\(number)x"
        let server = try #require(world.slapd.options.ldapPort)
        let proxy = try FaultProxy(server: server)
        defer { proxy.stop() }
        let act = try await world.withBridge(scenario.deletion, through: server, patience: .seconds(20)) {
            try await scenario.prepare(world, token, $0)
        }
        let before = try await world.settled(token) { $0.dangling.isEmpty }
        await process.kill()
        try await process.start(directory: proxy.port)
        let pid = await process.pid
        let fault = Fault(
            event: isAfterwards ? .killsBridgeAfterwards(pid) : .killsBridge(pid),
            subject: subject ?? (isAfterwards ? .write : .request), number: number)
        proxy.arm(fault)
        let point = FaultPoint(
            scenario: scenario.name, carrier: world.carrier, fault: fault,
            newcomer: isAfterwards ? .takesFreedNameAfterwards : .takesFreedNameBeforeRepeat)
        var play = FaultPlay(world: world, act: act, token: token, point: point)
        let former = try process.events()
        await play.begin(process)
        play.point.isHit = proxy.isHit
        await process.kill()
        try await process.start(directory: server)
        // Every write before the last one was made, and that one if the directory has answered.
        play.point.wrong +=
            subject == .write && play.point.isHit
            ? try process.journalFaults(after: former, changes: isAfterwards ? number : number - 1)
            : try process.journalFaults()
        await play.finish(process)
        await play.compare(with: before)
        return play.point
    }

    @Test func nothingAcknowledgedIsLostUnderLoadInRandomKills() async throws {
        let load = FaultLoad.Settings.fromEnvironment
        let result = try await FaultLoad.run(load)
        print(
            "faults: seed \(load.seed), \(load.kills) random kills, \(result.acknowledged) changes acknowledged, "
                + "\(result.wrong.count) wrong")
        #expect(result.acknowledged > load.kills * 5)
        for wrong in result.wrong { Issue.record("seed \(load.seed): \(wrong)") }
    }
}

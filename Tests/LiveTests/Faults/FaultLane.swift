import LDAP
import Sandbox
import Testing
import Translator

/// Some of the points of one scenario, in a directory of their own.
struct FaultLane: Sendable {
    let scenario: FaultScenario
    let carrier: FaultWorld.Carrier
    /// Which of the faults are played.
    let plays: Range<Int>

    /// Lanes that together play all points of a scenario, and can do so side by side.
    static func lanes(of scenario: FaultScenario, _ carrier: FaultWorld.Carrier) -> [FaultLane] {
        let count = self.plays(0).count
        return stride(from: 0, to: count, by: 3).map { start in
            FaultLane(scenario: scenario, carrier: carrier, plays: start..<min(start + 3, count))
        }
    }

    /// What is played at each message in turn until the call runs through.
    private static func plays(_ pid: Int32) -> [(Fault, Newcomer)] {
        let late = FaultWorld.patience + .milliseconds(500)
        return [
            (Fault(event: .losesRequest), .none),
            (Fault(event: .losesRequest, staysDown: true), .takesFreedNameAfterwards),
            (Fault(event: .losesAnswer), .takesFreedNameAfterwards),
            (Fault(event: .losesAnswer, subject: .write, staysDown: true), .takesFreedNameBeforeRepeat),
            (Fault(event: .cuts, subject: .write), .none),
            (Fault(event: .killsBridge(nil)), .takesFreedNameBeforeRepeat),
            (Fault(event: .killsBridge(nil), subject: .write), .takesNewNameBeforeRepeat),
            (Fault(event: .killsBridgeAfterwards(nil), subject: .write), .takesFreedNameAfterwards),
            (Fault(event: .delaysAnswer(late), subject: .write), .none),
            (Fault(event: .delaysRequest(late, isOvertaken: false), subject: .write), .none),
            (Fault(event: .delaysRequest(late, isOvertaken: true), subject: .write), .none),
            (Fault(event: .killsServer(pid), subject: .write), .none),
        ]
    }

    /// Plays them all and returns the points that were met.
    func run() async throws -> [FaultPoint] {
        try await FaultWorld.run(self.carrier) { world in
            var (world, points): (FaultWorld, [FaultPoint]) = (world, [])
            world.holdsUserNames = self.scenario.holdsUserNames
            for (number, (fault, newcomer)) in Self.plays(0).enumerated() where self.plays.contains(number) {
                points += try await self.run(fault, newcomer, number, world)
            }
            return points
        }
    }

    private func run(
        _ fault: Fault, _ newcomer: Newcomer, _ kind: Int, _ world: FaultWorld
    ) async throws -> [FaultPoint] {
        var points: [FaultPoint] = []
        for number in 1...60 {
            var fault = fault
            fault.number = number
            if case .killsServer = fault.event { fault.event = .killsServer(await world.slapd.pid) }
            let point = FaultPoint(
                scenario: self.scenario.name, carrier: self.carrier, fault: fault, newcomer: newcomer)
            let played = try await self.play(point, token: "t\(kind)n\(number)x", world)
            guard played.isHit else {
                // Without a fault the call succeeds at once.
                if !played.wrong.isEmpty { points.append(played) }
                return points
            }
            points.append(played)
        }
        return points
    }

    private func play(_ point: FaultPoint, token: String, _ world: FaultWorld) async throws -> FaultPoint {
        let server = try #require(world.slapd.options.ldapPort)
        let act = try await world.withBridge(
            self.scenario.deletion, through: server, patience: .seconds(20), changing: self.scenario.mapping
        ) {
            try await self.scenario.prepare(world, token, $0)
        }
        let before = try await world.settled(token) { $0.dangling.isEmpty }
        let proxy = try FaultProxy(server: server)
        defer { proxy.stop() }
        var play = FaultPlay(world: world, act: act, token: token, point: point)
        try await world.withBridge(self.scenario.deletion, through: proxy.port, changing: self.scenario.mapping) {
            bridge in
            // The bridge knows its directory before anything goes wrong.
            try await Self.warm(bridge)
            proxy.arm(point.fault)
            let restarting = Task { try await Self.restart(world.slapd, after: proxy, point.fault) }
            await play.begin(bridge)
            play.point.isHit = proxy.isHit
            restarting.cancel()
            try await restarting.value
            guard !point.fault.isKill else { return }
            proxy.recover()
            await play.finish(bridge)
        }
        if point.fault.isKill {
            try await world.withBridge(self.scenario.deletion, through: server, changing: self.scenario.mapping) {
                await play.finish($0)
            }
        }
        await play.compare(with: before)
        return play.point
    }

    static func warm(_ bridge: BridgeCaller) async throws {
        try await bridge.get("/Users/none").expect(404)
    }

    /// A directory that was killed comes back by itself.
    private static func restart(_ slapd: PrivateSlapd, after proxy: FaultProxy, _ fault: Fault) async throws {
        guard case .killsServer = fault.event, await proxy.waitForHit() else { return }
        try await slapd.restart()
    }
}

import Foundation
import Sandbox
import Testing

/// Whatever breaks off between the bridge and the directory, at whatever message: what was acknowledged is there.
@Suite(.enabled(if: LDAPClientScene.isInstalled, "slapd is not installed"))
struct FaultInjectorTests {
    @Test func nothingAcknowledgedIsLostAtAnyMessage() async throws {
        let points = try await Self.play(Self.lanes)
        let wrong = points.filter { !$0.wrong.isEmpty }
        let acknowledged = points.filter(\.isAcknowledged).count
        print("faults: \(points.count) points played, \(acknowledged) acknowledged, \(wrong.count) wrong")
        if let path = ProcessInfo.processInfo.environment["STARBRIDGE_FAULTS_REPORT"] {
            try FileText.write(points.map(\.report).joined(separator: "\n") + "\n", to: path)
        }
        #expect(points.count >= Self.lanes.count * 10)
        for point in wrong { Issue.record("\(point.report)") }
    }

    /// All plans in both kinds of directory, or those that the environment names.
    private static var lanes: [FaultLane] {
        let wanted = ProcessInfo.processInfo.environment["STARBRIDGE_FAULTS_ONLY"]
        return FaultWorld.Carrier.allCases.flatMap { carrier in
            FaultScenario.all.map { FaultLane(scenario: $0, carrier: carrier) }
        }.filter { wanted == nil || wanted == $0.scenario.name || wanted == $0.carrier.rawValue }
    }

    /// Most of the time of a lane is waiting.
    private static func play(_ lanes: [FaultLane]) async throws -> [FaultPoint] {
        try await withThrowingTaskGroup(of: [FaultPoint].self) { group in
            var points: [FaultPoint] = []
            for (index, lane) in lanes.enumerated() {
                if index >= 12 { points += try await group.next() ?? [] }
                group.addTask { try await lane.run() }
            }
            for try await more in group { points += more }
            return points
        }
    }
}

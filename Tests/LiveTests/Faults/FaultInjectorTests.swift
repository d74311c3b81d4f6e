import Foundation
import Sandbox
import Testing

/// Whatever breaks off between the bridge and the directory, at whatever message: what was acknowledged is there.
@Suite(.needsSlapd, .timeLimit(.minutes(20))) struct FaultInjectorTests {
    @Test func nothingAcknowledgedIsLostAtAnyMessage() async throws {
        let points = try await Self.play(Self.lanes)
        let wrong = points.filter { !$0.wrong.isEmpty }
        let acknowledged = points.filter(\.isAcknowledged).count
        print("faults: \(points.count) points played, \(acknowledged) acknowledged, \(wrong.count) wrong")
        if let path = ProcessInfo.processInfo.environment["STARBRIDGE_FAULTS_REPORT"] {
            try FileText.write(points.map(\.report).joined(separator: "\n") + "\n", to: path)
        }
        #expect(points.count >= Self.lanes.count * 3)
        for point in wrong { Issue.record("\(point.report)") }
    }

    /// All plans in both kinds of directory, or those that the environment names.
    private static var lanes: [FaultLane] {
        let wanted = ProcessInfo.processInfo.environment["STARBRIDGE_FAULTS_ONLY"]
        return FaultWorld.Carrier.allCases.flatMap { carrier in
            FaultScenario.all.flatMap { FaultLane.lanes(of: $0, carrier) }
        }.filter { wanted == nil || wanted == $0.scenario.name || wanted == $0.carrier.rawValue }
    }

    /// Most of the time of a lane is waiting.
    private static func play(_ lanes: [FaultLane]) async throws -> [FaultPoint] {
        try await withThrowingTaskGroup(of: [FaultPoint].self) { group in
            var points: [FaultPoint] = []
            for (index, lane) in lanes.enumerated() {
                if index >= 24 { points += try await group.next() ?? [] }
                group.addTask { try await lane.run() }
            }
            for try await more in group { points += more }
            return points
        }
    }
}

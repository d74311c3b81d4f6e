import ConfigurationFile
import Control
import Foundation
import SCIMFront
import Safeguards

/// What the control socket does with the daemon.
struct DaemonControl: ControlledDaemon {
    let succession: Succession
    let doors: Doors
    /// When the process began to serve.
    let started: Date

    func status() async -> StatusReport {
        let tenure = self.succession.inForce
        let generation = tenure.generation
        var report = StatusReport(
            time: Date(), version: Version.numberAndCommit, started: self.started,
            health: generation.sign.health.rawValue, summary: self.succession.summary)
        report.generation = .init(
            number: tenure.number, loaded: tenure.since, configuration: tenure.settings.file)
        report.refusal = self.succession.refusal.map { .init(time: $0.time, errors: $0.errors) }
        report.listeners = self.doors.listeners
        generation.tell(&report, connections: self.doors.connections)
        self.succession.monitoring.tell(&report)
        report.guard = self.succession.changes.report
        return report
    }

    func obey(_ order: GuardOrder, by name: String) async -> Result<GuardReport, GuardError> {
        Result { () throws(GuardError) in try self.succession.changes.obey(order, by: name) }
    }

    func reload() async -> ReloadVerdict {
        await self.succession.reload()
    }

    func undo(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport {
        try await self.succession.inForce.generation.undo.report(request, by: principal)
    }
}

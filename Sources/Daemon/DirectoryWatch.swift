import Bridge
import ConfigurationFile
import LDAP
import LDAPClient
import Logging
import SCIMFront
import Safeguards
import ServiceLifecycle
import Translator

/// Looks at the directory when it is connected and every minute, tells how it is, and ends a process whose
/// configuration is seen to be wrong before it is ready.
struct DirectoryWatch: Service {
    let access: DirectoryAccess
    let settings: Settings
    let sign: HealthSign
    let pace: DirectoryStanding.Pace
    /// Whether it is to take the place of a generation that is connected.
    var isSuccessor = false
    /// Called whenever the directory was looked at.
    var recover: @Sendable () async -> Void = {}
    let logger: Logger
    let observers: Generation.Observers

    private enum Event {
        case connection(Client.State)
        case tick
    }

    func run() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(16))
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await state in self.access.client.states { continuation.yield(.connection(state)) }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: min(self.pace.retry, self.pace.interval))
                    continuation.yield(.tick)
                }
            }
            try await self.follow(events)
        }
    }

    private func follow(_ events: AsyncStream<Event>) async throws(ConfigurationError) {
        var standing = DirectoryStanding(pace: self.pace, isSuccessor: self.isSuccessor)
        var told = Told()
        for await event in events.cancelOnGracefulShutdown() {
            var actions =
                switch event {
                case .connection(let state): standing.handle(.connection(state))
                case .tick: standing.handle(.tick)
                }
            while !actions.isEmpty {
                self.tell(standing, &told)
                switch actions.removeFirst() {
                case .check:
                    let known = await self.check(&told)
                    await self.recover()
                    actions += standing.handle(.checked(known))
                case .ready: await self.observers.ready()
                case .endRefused(let error): throw self.refused(error)
                case .endWrong(let complaints): throw self.wrong(complaints)
                case .endUnknown(let status): throw self.unknown(status)
                }
            }
            self.tell(standing, &told)
        }
    }

    /// What is known of each section after another look.
    private func check(_ told: inout Told) async -> [String: CheckReport] {
        var known: [String: CheckReport] = [:]
        for (section, report) in await self.look(searchesPeople: told.warnings == nil) {
            known[section] = self.access.clearance.learn(report, of: section)
            for warning in report.warnings where told.warnings?.contains(warning.reason) != true {
                self.logger.warning("\(self.settings.problem(warning, in: section))")
                told.warnings = (told.warnings ?? []).union([warning.reason])
            }
        }
        if known.values.allSatisfy({ $0.obstacle == nil }) { told.warnings = told.warnings ?? [] }
        return known
    }

    private func look(searchesPeople: Bool) async -> [String: CheckReport] {
        await withTaskGroup(of: (String, CheckReport).self) { group in
            for check in self.settings.checks(of: self.access.directory) {
                group.addTask { (check.section, await check.check.report(searchesPeople: searchesPeople)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// What the observers and the log know already.
    private struct Told {
        var status = ""
        var complaints: [DirectoryStanding.Complaint] = []
        /// Nil until the directory was looked at completely.
        var warnings: Set<String>?
    }

    private func tell(_ standing: DirectoryStanding, _ told: inout Told) {
        let journal = self.access.journal?.standing
        self.sign.health = standing.health == .ready && journal?.fault != nil ? .degraded : standing.health
        let status = self.status(standing, journal)
        if status != told.status {
            told.status = status
            self.observers.status(status)
            if case .refused = self.access.client.state, standing.isReady,
                !self.settings.directory.bind.copyNote.isEmpty
            {
                self.logger.error("The directory refuses the bind\(self.settings.directory.bind.copyNote).")
            }
        }
        guard standing.isReady, standing.complaints != told.complaints else { return }
        for complaint in standing.complaints where !told.complaints.contains(complaint) {
            self.logger.error(
                "Calls that depend on this are answered 503 until it is mended: \(self.settings.problem(complaint.problem, in: complaint.section))"
            )
        }
        if standing.complaints.isEmpty {
            self.logger.notice("The directory is as it must be again; everything is served.")
        }
        told.complaints = standing.complaints
    }

    /// How the directory stands, or the journal where that is worse.
    private func status(_ standing: DirectoryStanding, _ journal: JournalStanding?) -> String {
        if let fault = journal?.fault, standing.health == .ready {
            return "degraded, the journal cannot be written: \(fault)"
        }
        return [standing.status, journal?.shortage].compactMap(\.self).joined(separator: "; ")
    }

    private func wrong(_ complaints: [DirectoryStanding.Complaint]) -> ConfigurationError {
        ConfigurationError(complaints.map { self.settings.problem($0.problem, in: $0.section) })
    }

    private func refused(_ error: LDAPError) -> ConfigurationError {
        ConfigurationError(
            file: self.settings.file,
            reason:
                "directory.bind: the directory refuses this account (\(error)); check the name and the password file"
                + self.settings.directory.bind.copyNote)
    }

    private func unknown(_ status: String) -> ConfigurationError {
        ConfigurationError(
            file: self.settings.file,
            reason: "directory: with this configuration, other than with the one in use, \(status)")
    }
}

extension Settings.Bind {
    /// What to add where systemd has copied the password for this process; else nothing.
    fileprivate var copyNote: String {
        guard case .simple(_, let passwordFile) = self, Secrets.isCredential(passwordFile) else { return "" }
        return "; systemd copied the password when it started the daemon, so restart that once the password is right"
    }
}

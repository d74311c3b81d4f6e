import Foundation

/// A report as a person reads it: lines of at most 100 columns.
public struct StatusText: CustomStringConvertible {
    /// The most columns of a line.
    static let width = 100

    private let report: StatusReport
    private let clock: StatusClock

    /// The text of a report.
    public init(_ report: StatusReport) {
        self.report = report
        self.clock = StatusClock(now: report.time)
    }

    /// All lines; a part that is not known is left out.
    public var description: String {
        let parts = [
            self.head, self.guard, self.report.journal?.lines ?? [], self.directory, self.listeners, self.tokens,
            self.issuers, self.traffic,
            self.ignored,
            self.limits,
        ]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }
}

// MARK: - Parts

extension StatusText {
    private var head: [String] {
        var lines = [
            "starbridge \(self.report.version) is \(self.report.health)",
            "  " + self.report.summary,
            "  running for \(self.clock.length(since: self.report.started)), since \(self.clock.moment(self.report.started))",
        ]
        if let mode = self.report.mode { lines.append("  mode: \(mode)") }
        if let generation = self.report.generation {
            lines.append("  generation \(generation.number) of \(generation.configuration)")
            lines.append("  loaded \(self.clock.momentAndAge(generation.loaded))")
        }
        if let refusal = self.report.refusal {
            lines.append("! the last reload was refused \(self.clock.age(refusal.time)):")
            lines += refusal.errors.map { "    " + $0 }
        }
        return lines.flatMap(Self.wrapped)
    }

    private var `guard`: [String] {
        guard let report = self.report.guard else { return [] }
        return GuardText(report).summary
    }

    private var directory: [String] {
        guard let directory = self.report.directory else { return [] }
        let servers = directory.servers.map { server in
            var words = [server.isPreferred ? "\(server.role.words), preferred" : server.role.words]
            if let since = server.awaySince { words.append("since \(self.clock.momentAndAge(since))") }
            if let reason = server.reason { words.append(reason) }
            return [server.url, words.joined(separator: "; ")]
        }
        let pool = directory.pool.map {
            "  \($0.open) of \($0.size) connections, \($0.inFlight) operations under way, \($0.queued) waiting"
        }
        return ["Directory"] + Self.table(servers) + (pool.map { [$0] } ?? [])
    }

    private var listeners: [String] {
        guard let listeners = self.report.listeners, !listeners.isEmpty else { return [] }
        return ["Listeners"]
            + Self.table(
                listeners.map { listener in
                    guard let certificate = listener.certificate else { return [listener.address, "no TLS"] }
                    let days = self.clock.days(until: certificate.expires)
                    let left = days < 0 ? "ENDED \(-days) days ago" : "\(days) days left"
                    return [listener.address, "\(left), \(certificate.subject ?? certificate.file)"]
                })
    }

    private var tokens: [String] {
        guard let tokens = self.report.tokens else { return [] }
        if tokens.isEmpty { return ["Tokens", "  none: nobody can call; make one with `starbridge token create`"] }
        let rows = tokens.map { token in
            let end = token.expires.map { self.clock.days(until: $0) }
            let words = end.map { $0 < 0 ? "expired" : "expires in \($0) days" } ?? "does not expire"
            let use = token.lastUsed.map { "used \(self.clock.age($0))" } ?? "not used yet"
            return [token.name, token.kind, token.scopes.joined(separator: ","), words, use]
        }
        return ["Tokens"] + Self.table(rows)
    }

    private var issuers: [String] {
        guard let issuers = self.report.issuers, !issuers.isEmpty else { return [] }
        return ["Issuers of tokens"]
            + Self.table(
                issuers.map { issuer in
                    let fetched = issuer.fetched.map { "fetched \(self.clock.age($0))" } ?? "never fetched"
                    let words = ["\(issuer.keys) keys", fetched] + (issuer.problem.map { [$0] } ?? [])
                    return [issuer.name, words.joined(separator: "; ")]
                })
    }

    private var traffic: [String] {
        var lines: [String] = []
        if let traffic = self.report.traffic {
            let rate = traffic.seconds > 0 ? Double(traffic.calls) / Double(traffic.seconds) : 0
            lines.append(
                "  \(traffic.calls) calls, \(rate.formatted(.number.precision(.fractionLength(2)).locale(.init(identifier: "en_US_POSIX")))) a second; "
                    + "\(traffic.writes) of them writes; \(traffic.refused) refused, \(traffic.failed) failed")
        }
        let rows = (self.report.failures ?? []).map { failure in
            [
                [String(failure.status), failure.type ?? ""].joined(separator: " "), "\(failure.count) times",
                "last \(self.clock.age(failure.last))", failure.detail ?? "",
            ]
        }
        lines += Self.table(rows)
        return lines.isEmpty ? [] : ["Calls of the last hour"] + lines
    }

    private var ignored: [String] {
        guard let ignored = self.report.ignored, !ignored.isEmpty else { return [] }
        return ["Sent by clients and stored nowhere"]
            + Self.table(ignored.map { [$0.attribute, $0.count == 1 ? "once" : "\($0.count) times"] })
    }

    private var limits: [String] {
        guard let limits = self.report.limits else { return [] }
        let now =
            "  \(limits.inFlight) calls under way, \(limits.queued) waiting, \(limits.connections) connections"
        let rows = limits.reached.map { reached in
            ["limits.\(reached.limit)", "reached \(reached.count) times", "last \(self.clock.age(reached.last))"]
        }
        return ["Load and limits", now] + Self.table(rows)
    }
}

// MARK: - Lines

extension StatusText {
    /// Rows with their columns below each other; a row that is too long loses its end.
    static func table(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let line = "  " + cells.joined(separator: "  ")
            let text = String(line.reversed().drop { $0 == " " }.reversed())
            return text.count > self.width ? text.prefix(self.width - 1) + "…" : text
        }
    }

    /// A line cut at spaces, its parts behind the first one indented further.
    static func wrapped(_ line: String) -> [String] {
        let indent = String(line.prefix { $0 == " " })
        var lines: [String] = []
        var current = line
        while current.count > self.width {
            let room = current.prefix(self.width)
            let start = room.index(room.startIndex, offsetBy: min(indent.count + 2, room.count))
            let end = room[start...].lastIndex(of: " ") ?? room.endIndex
            lines.append(String(current[..<end]))
            current = indent + "  " + current[end...].drop { $0 == " " }
        }
        return lines + [current]
    }
}

extension StatusReport.Server.Role {
    fileprivate var words: String {
        switch self {
        case .used: "in use"
        case .replica: "takes no writes"
        case .away: "away"
        case .standby: "standing by"
        }
    }
}

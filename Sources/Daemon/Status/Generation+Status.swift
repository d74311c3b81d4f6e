import Authentication
import Bridge
import Control
import Encodings
import Foundation
import LDAP
import LDAPClient
import SCIM
import SCIMFront
import Safeguards

extension Generation {
    /// Tells what it knows of itself.
    func tell(_ report: inout StatusReport, connections: Int) {
        report.directory = StatusReport.Directory(self.access.client.standing)
        report.journal = self.access.journal.map {
            StatusReport.Journal(
                directory: $0.directory, sync: self.reading.settings.journalTerms.synchronisation.rawValue, $0.standing)
        }
        report.tokens = self.clients.tokens.standings().map(StatusReport.Token.init)
        report.issuers = self.clients.keys.map { [StatusReport.Issuer($0)] }
        report.ignored = Self.ignored(self.omissions)
        let load = self.limiter.load
        let reached = self.limiter.tally.counts.map { limit, count in
            StatusReport.Limits.Reached(limit: limit.rawValue, count: count.count, last: Date(count.last))
        }
        report.limits = .init(
            inFlight: load.inFlight, queued: load.queued, connections: connections,
            reached: reached.sorted { $0.limit < $1.limit })
    }

    private static func ignored(_ omissions: [Omissions]) -> [StatusReport.IgnoredAttribute] {
        var counts: [String: Int] = [:]
        for omissions in omissions {
            for (name, count) in omissions.counts where count.ignored > 0 { counts[name, default: 0] += count.ignored }
        }
        return counts.map { StatusReport.IgnoredAttribute(attribute: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.attribute) < ($0.count, $1.attribute) }
    }
}

extension StatusReport.Directory {
    fileprivate init(_ standing: Client.Standing) {
        let servers = standing.servers.enumerated().map { index, server in
            StatusReport.Server(url: server.url, server.role, isPreferred: index == 0)
        }
        self.init(
            servers: servers,
            pool: .init(
                open: standing.open, size: standing.size, inFlight: standing.inFlight, queued: standing.queued))
    }
}

extension StatusReport.Server {
    fileprivate init(url: some CustomStringConvertible, _ role: Client.Standing.Role, isPreferred: Bool) {
        switch role {
        case .used: self.init(url: url.description, role: .used, isPreferred: isPreferred)
        case .replica: self.init(url: url.description, role: .replica, isPreferred: isPreferred)
        case .standby: self.init(url: url.description, role: .standby, isPreferred: isPreferred)
        case .away(let since, let error):
            self.init(
                url: url.description, role: .away, isPreferred: isPreferred, awaySince: Date(since),
                reason: error.description)
        }
    }
}

extension StatusReport.Token {
    fileprivate init(_ standing: TokenStore.Standing) {
        let record = standing.record
        self.init(
            name: record.name, kind: record.client == nil ? "token" : "client", scopes: record.scopes.names,
            created: record.created, expires: record.expires, lastUsed: standing.lastUse)
    }
}

extension StatusReport.Issuer {
    fileprivate init(_ standing: KeysStanding) {
        self.init(
            name: standing.url, keys: standing.areUsable ? standing.names.count : 0,
            fetched: standing.fetched.map { Date(timeIntervalSince1970: Double($0)) }, problem: standing.fault)
    }
}

extension Date {
    fileprivate init(_ timestamp: Timestamp) {
        self.init(timeIntervalSince1970: Double(timestamp.seconds))
    }
}

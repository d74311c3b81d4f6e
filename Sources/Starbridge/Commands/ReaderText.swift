import Foundation
import LDAP
import Survey

/// What `starbridge reader` prints.
enum ReaderText: CustomStringConvertible {
    /// Everybody.
    case all(ReaderReport)
    /// Those who go by a name.
    case one(String, [ReaderFinding])

    /// Whether the reader sees whom it must, and nobody else.
    var isAsItMustBe: Bool {
        switch self {
        case .all(let report): report.isAsItMustBe
        case .one(_, let findings): !findings.isEmpty && findings.allSatisfy(\.isAsItMustBe)
        }
    }

    /// For a person.
    var description: String {
        switch self {
        case .all(let report): Self.lines(of: report).joined(separator: "\n")
        case .one(let name, []): "✗ Starbridge keeps nobody called \(name)."
        case .one(_, let findings): findings.map(Self.line).joined(separator: "\n")
        }
    }

    private static func lines(of report: ReaderReport) -> [String] {
        var lines = [
            "Starbridge keeps \(report.kept) people: \(report.active) active, \(report.kept - report.active) disabled.",
            "The reader sees \(report.seen).",
        ]
        lines += self.lines(report.unseenActive, "active people whom the reader does not see")
        lines += self.lines(report.seenDisabled, "disabled people whom the reader still sees")
        if report.strangers > 0 {
            lines.append(
                "! The reader sees \(report.strangers) whom Starbridge does not keep: they are not in users.base, or not in users.filter."
            )
        }
        return lines
    }

    private static func lines(_ names: [DistinguishedName], _ words: String) -> [String] {
        if names.isEmpty { return ["✓ no \(words)"] }
        return ["✗ \(names.count) \(words):"] + names.map { "    \($0)" }
    }

    private static func line(of finding: ReaderFinding) -> String {
        let state = finding.isActive ? "active" : "disabled"
        let sight =
            switch finding.obstacle {
            case nil: "and the reader sees them"
            case .elsewhere(let base)?:
                "and the reader does not see them: the entry is not where it looks, below \(base)"
            case .filter(let filter)?: "and the reader does not see them: its filter \(filter) leaves the entry out"
            case .rights?: "and the reader does not see them: its account may not read the entry"
            }
        return "\(finding.isAsItMustBe ? "✓" : "✗") \(finding.name) is \(state), \(sight)."
    }

    /// What is said where the directory does not tell.
    static func trouble(_ error: LDAPError) -> String {
        switch error.code {
        case .sizeLimitExceeded:
            "the directory gives an account of reader or bridge only a part of the people (\(error)): raise its size limit."
        default: "the directory does not tell: \(error)"
        }
    }
}

// MARK: - JSON

extension ReaderText {
    private struct Report: Encodable {
        var kept: Int
        var active: Int
        var seen: Int
        var unseenActive: [String]
        var seenDisabled: [String]
        var strangers: Int
        var ok: Bool
    }

    private struct Finding: Encodable {
        var dn: String
        var active: Bool
        var seen: Bool
        var ok: Bool
    }

    /// One object, for a program.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let data: Data?
        switch self {
        case .all(let report):
            data = try? encoder.encode(
                Report(
                    kept: report.kept, active: report.active, seen: report.seen,
                    unseenActive: report.unseenActive.map(\.description),
                    seenDisabled: report.seenDisabled.map(\.description), strangers: report.strangers,
                    ok: report.isAsItMustBe))
        case .one(_, let findings):
            data = try? encoder.encode([
                "people": findings.map {
                    Finding(
                        dn: $0.name.description, active: $0.isActive, seen: $0.obstacle == nil, ok: $0.isAsItMustBe)
                }
            ])
        }
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}

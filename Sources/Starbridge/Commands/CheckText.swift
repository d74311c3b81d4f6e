import Foundation
import LDAP
import Survey

/// What `starbridge check` prints.
enum CheckText {
    /// One finding: a line with its sign, what to do below it, and the entries that it is about.
    static func lines(of finding: CheckFinding) -> String {
        let advice = finding.advice.map { ["    → \($0)"] } ?? []
        let names = finding.names.map { "      \($0)" }
        return (["\(self.sign(of: finding.verdict)) \(finding.text)"] + advice + names).joined(separator: "\n")
    }

    private static func sign(of verdict: CheckFinding.Verdict) -> String {
        switch verdict {
        case .ok: "✓"
        case .warning: "!"
        case .failure: "✗"
        }
    }

    /// The last line.
    static func summary(of findings: [CheckFinding]) -> String {
        let (failed, warned) = (
            findings.count { $0.verdict == .failure }, findings.count { $0.verdict == .warning }
        )
        if failed > 0 {
            return "\(failed) of \(findings.count) are to be mended (✗), \(warned) to be thought about (!)."
        }
        return warned > 0
            ? "Nothing fails; \(warned) of \(findings.count) are to be thought about (!)." : "All is well."
    }

    private struct Report: Encodable {
        var ok: Bool
        var failures: Int
        var warnings: Int
        var findings: [Finding]
    }

    private struct Finding: Encodable {
        var id: String
        var subject: String
        var verdict: CheckFinding.Verdict
        var text: String
        var advice: String?
        var dns: [String]
    }

    /// One object, for a program.
    static func json(of findings: [CheckFinding]) throws -> String {
        let report = Report(
            ok: findings.areGood, failures: findings.count { $0.verdict == .failure },
            warnings: findings.count { $0.verdict == .warning },
            findings: findings.map {
                Finding(
                    id: $0.id, subject: $0.subject, verdict: $0.verdict, text: $0.text, advice: $0.advice,
                    dns: $0.names.map(\.description))
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }
}

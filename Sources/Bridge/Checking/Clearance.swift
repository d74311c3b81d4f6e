import LDAP
import SCIM
import Synchronization
import Translator

/// What the checks have found of the directory, without which some writes are refused.
///
/// A write is answered 503 while what it depends on was not checked, or does not hold; everything else is served.
public final class Clearance: Sendable {
    private let reports = Mutex<[String: CheckReport]>([:])

    /// Creates a clearance for nothing: no part has been looked at yet.
    public init() {}

    /// Takes what was found for the mapping of a section; of parts that could not be looked at, what was found before stays.
    ///
    /// Returns all that is known now.
    @discardableResult
    public func learn(_ report: CheckReport, of section: String) -> CheckReport {
        self.reports.withLock { reports in
            let known = report.filled(from: reports[section])
            reports[section] = known
            return known
        }
    }

    /// What is known of a section; nothing while it was not looked at.
    func report(of section: String) -> CheckReport {
        self.reports.withLock { $0[section] } ?? .unmade("the check has only begun")
    }

    /// - Throws: 503 that says what is wrong with one of the parts, or that nobody knows yet.
    func demand(_ parts: [CheckReport.Part], of section: String) throws(SCIMError) {
        let report = self.report(of: section)
        for part in parts {
            switch report.findings[part] {
            case .holds?, nil: continue
            case .unmade(let reason)?: throw .unchecked(part, reason)
            case .fails(let problems)?:
                let reasons = problems.map { "\($0.key.path(in: section)): \($0.reason)" }
                throw .unavailable(
                    "Nothing was written: \(reasons.joined(separator: " ")) The call is good as soon as that is mended.",
                    retryAfter: 60)
            }
        }
    }
}

extension SCIMError {
    /// What a write depends on has not been looked at.
    fileprivate static func unchecked(_ part: CheckReport.Part, _ reason: String) -> SCIMError {
        let subject =
            switch part {
            case .mapping: "whether the directory fits the configuration"
            case .base: "whether the configured base is there"
            case .trash: "whether the trash is there"
            case .lockout: "whether a lock keeps people out of this directory"
            case .places: "whether the groups and bases are there by which people are disabled"
            case .surroundings: "whether the places of entries are there, and the counters of what they are given"
            }
        return .unavailable(
            "Nothing was written: \(subject) is not known yet (\(reason)). Starbridge goes on looking. Try again.",
            retryAfter: 5
        )
    }
}

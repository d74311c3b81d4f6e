import LDAP
import Translator

/// What a look at the directory has found for one mapping, part by part.
public struct CheckReport: Sendable, Hashable {
    /// A part of what must be true; each is looked at by itself, and none keeps the others from being looked at.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// The mapping fits the schema of a server of a known kind.
        case mapping
        /// The base is there.
        case base
        /// The trash is there.
        case trash
        /// A lock keeps people out.
        case lockout
        /// The groups and bases by which people are disabled are there.
        case places
        /// The entries are there below which others are placed, and those that count what they are given.
        case surroundings
    }

    /// What was found of one part.
    public enum Finding: Sendable, Hashable {
        /// It is as it must be.
        case holds
        /// It is not.
        case fails([Mapping.Problem])
        /// The directory could not be asked, and why.
        case unmade(String)
    }

    /// What was found of each part.
    public var findings: [Part: Finding]
    /// What works, but hardly as it was meant.
    public var warnings: [Mapping.Problem]
    /// The password policy of everybody whose entry names no other; nil where it is not known.
    public var defaultPolicy: DistinguishedName?

    /// Creates a report.
    public init(
        _ findings: [Part: Finding], warnings: [Mapping.Problem] = [], defaultPolicy: DistinguishedName? = nil
    ) {
        self.findings = findings
        self.warnings = warnings
        self.defaultPolicy = defaultPolicy
    }

    /// The report of a look that the directory did not answer at all.
    public static func unmade(_ reason: String) -> CheckReport {
        CheckReport(Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, .unmade(reason)) }))
    }

    /// Adds what was found of one of several things that a part is about; what is wrong counts before what is not known.
    mutating func add(_ finding: Finding, to part: Part) {
        switch (self.findings[part], finding) {
        case (.fails(let known)?, .fails(let more)): self.findings[part] = .fails(known + more)
        case (.fails?, _), (.unmade?, .holds), (.unmade?, .unmade): break
        case (nil, _), (.holds?, _), (.unmade?, .fails): self.findings[part] = finding
        }
    }

    /// Everything that is not as it must be.
    public var problems: [Mapping.Problem] {
        Part.allCases.flatMap { part -> [Mapping.Problem] in
            if case .fails(let problems)? = self.findings[part] { problems } else { [] }
        }
    }

    /// Why a part could not be looked at; nil if all were.
    public var obstacle: String? {
        Part.allCases.lazy.compactMap { part -> String? in
            if case .unmade(let reason)? = self.findings[part] { reason } else { nil }
        }.first
    }

    /// This report, with what an earlier one found of the parts that could not be looked at now.
    func filled(from earlier: CheckReport?) -> CheckReport {
        guard let earlier else { return self }
        var filled = self
        for (part, finding) in self.findings {
            guard case .unmade = finding, let known = earlier.findings[part] else { continue }
            filled.findings[part] = known
            if part == .lockout { filled.defaultPolicy = earlier.defaultPolicy }
        }
        return filled
    }
}

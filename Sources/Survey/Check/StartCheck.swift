public import Bridge
import LDAP
public import Translator

/// What the daemon looks at when it starts, told part by part: what it refuses fails, what it warns of is a warning.
public struct StartCheck: Sendable {
    let section: String
    private let check: StartupCheck
    /// What is wrong with a section, with its place in the file.
    private let told: @Sendable (Mapping.Problem) -> String

    /// Wraps the check of one section; `told` says a problem with its place in the configuration.
    public init(_ section: String, _ check: StartupCheck, told: @escaping @Sendable (Mapping.Problem) -> String) {
        self.section = section
        self.check = check
        self.told = told
    }
}

extension StartCheck: Check {
    var id: String { "start" }
    var subject: String { self.section }

    /// What the start finds.
    public func findings() async -> [CheckFinding] {
        self.findings(in: await self.check.report())
    }

    func findings(in report: CheckReport) -> [CheckFinding] {
        let parts = CheckReport.Part.allCases.flatMap { part -> [CheckFinding] in
            let id = "start.\(part)"
            return switch report.findings[part] {
            case nil: []
            case .holds?: [CheckFinding(id, self.section, .ok, "\(self.section): \(self.words(for: part, report)).")]
            case .fails(let problems)?: problems.map { CheckFinding(id, self.section, .failure, self.told($0)) }
            case .unmade(let reason)?: [.unmade(id, "\(self.section), \(part.subject)", because: reason)]
            }
        }
        return parts + report.warnings.map { CheckFinding($0.key.id, self.section, .warning, self.told($0)) }
    }

    private func words(for part: CheckReport.Part, _ report: CheckReport) -> String {
        switch part {
        case .mapping: "the directory's schema has every attribute and object class that is named"
        case .base: "the base is there"
        case .trash: "the base for what is deleted is there"
        case .lockout:
            "a lock keeps people out" + (report.defaultPolicy.map { " (the default password policy is \($0))" } ?? "")
        case .places: "the groups and bases by which people are disabled are there"
        case .surroundings: "the places of new entries, and the counters of their numbers, are there"
        }
    }
}

extension CheckReport.Part {
    fileprivate var subject: String {
        switch self {
        case .mapping: "whether it fits the schema"
        case .base: "whether the base is there"
        case .trash: "whether the base for what is deleted is there"
        case .lockout: "whether a lock keeps people out"
        case .places: "whether the groups and bases are there by which people are disabled"
        case .surroundings: "whether the places of new entries are there, and the counters of their numbers"
        }
    }
}

extension Mapping.Key {
    /// The id of a warning about the key.
    fileprivate var id: String {
        switch self {
        case .base: "index"
        case .filter: "filter"
        case .objectClasses: "schema.object-classes"
        case .rdn: "schema.rdn"
        case .placement, .allocation: "start.surroundings"
        case .active: "start.places"
        case .deletion: "start.trash"
        case .renaming: "references"
        case .revival: "start.revival"
        case .rule: "schema.required"
        case .computed: "schema.computed"
        case .kind: "kind"
        }
    }
}

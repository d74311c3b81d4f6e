import Bridge
import Directories
import LDAP

/// What kind of server it is, and which controls of it the bridge can use.
struct KindCheck: Check {
    let checked: CheckedDirectory
    let id = "kind"
    let subject = "directory.kind"

    func findings() -> [CheckFinding] {
        [self.kind] + self.hearsay + [self.controls] + self.missingControls
    }

    private var kind: CheckFinding {
        let root = self.checked.server.rootDSE
        let name = [root.vendorName, root.vendorVersion].compactMap(\.self).joined(separator: " ")
        let words = name.isEmpty ? "" : " (\(name))"
        guard let detected = Dialect.detected(from: root) else {
            return CheckFinding(
                self.id, self.subject, .warning,
                "The server\(words) does not say what it is, and is taken for \(self.checked.dialect.name), as directory.kind says."
            )
        }
        return CheckFinding(self.id, self.subject, .ok, "The server is of the kind \(detected.name)\(words).")
    }

    /// What is said of a kind that no test of Starbridge has seen.
    private var hearsay: [CheckFinding] {
        let dialect = self.checked.dialect
        guard dialect.isKnownFromDocumentation else { return [] }
        return [
            CheckFinding(
                "kind.documented", self.subject, .warning,
                "The kind \(dialect.name) is known from documentation: Starbridge was never tried on such a server.",
                advice: "Try it on a copy of the directory first, with `starbridge check --probe`.")
        ]
    }

    private func supports(_ capability: Dialect.Capability) -> Bool {
        self.checked.dialect.supports(capability, self.checked.server.rootDSE)
    }

    private var controls: CheckFinding {
        let all = Dialect.Capability.allCases
        let (used, missing) = (all.filter(self.supports), all.filter { !self.supports($0) })
        let rest = missing.isEmpty ? "" : "; not: \(missing.map(\.words).joined(separator: ", "))"
        return CheckFinding(
            "controls", "controls", .ok,
            "The server can do: \(used.map(\.words).joined(separator: ", "))\(rest).")
    }

    private var missingControls: [CheckFinding] {
        var findings: [CheckFinding] = []
        if !self.supports(.pagedResults) {
            findings.append(
                CheckFinding(
                    "controls.paged", "controls", .warning,
                    "The server has no paged results: lists end at its size limit."))
        }
        if !self.checked.dialect.supportsVirtualListView(self.checked.server.rootDSE) {
            findings.append(
                CheckFinding(
                    "controls.sorted", "controls", .warning,
                    "The server does not sort lists and cut windows out of them: a list longer than a page cannot be sorted.",
                    advice: "On OpenLDAP, load the overlay sssvlv. Entra does not need it."))
        }
        return findings
    }
}

extension Dialect.Capability {
    /// How a sentence names it.
    fileprivate var words: String {
        switch self {
        case .assertion: "assertion"
        case .postRead: "post-read"
        case .permissiveModify: "permissive modify"
        case .sort: "sorting"
        case .virtualListView: "virtual list views"
        case .pagedResults: "paged results"
        case .absoluteFilters: "true and false filters"
        case .increment: "increments"
        }
    }
}

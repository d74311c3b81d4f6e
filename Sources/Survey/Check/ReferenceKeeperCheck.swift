import Bridge
import Directories
import Encodings
import LDAP
import Translator

/// Who takes references along when somebody gets another name or goes, as far as the server shows it.
///
/// Where that does not fit in `on_rename`, the start warns of it.
struct ReferenceKeeperCheck: Check {
    let checked: CheckedDirectory
    let id = "references"
    let subject = "on_rename"

    func findings() async throws(LDAPError) -> [CheckFinding] {
        let policy = "users.on_rename is \(self.checked.users.mapping.renaming.word)"
        if self.checked.dialect.keepsNames {
            return [CheckFinding(self.id, self.subject, .ok, "The directory itself keeps references right; \(policy).")]
        }
        if let keepers = try await self.keepers() {
            let words =
                keepers.isEmpty
                ? "Nothing in the directory keeps references right"
                : "The directory itself keeps references right in \(keepers)"
            return [CheckFinding(self.id, self.subject, .ok, "\(words); \(policy).")]
        }
        let isTrusted = self.checked.users.mapping.renaming == .server
        return [
            CheckFinding(
                self.id, self.subject, isTrusted ? .warning : .ok,
                "Whether the directory itself keeps references right cannot be seen by this account; \(policy).",
                advice: isTrusted
                    ? "Rename somebody who is in a group, and look whether the group has the new name." : nil)
        ]
    }

    /// The attributes that are kept right, as a sentence names them; nil where that is not shown.
    private func keepers() async throws(LDAPError) -> String? {
        let base = self.checked.users.mapping.base
        let settings = try await ServerConfiguration.read(
            holding: base, in: self.checked.directory, self.checked.dialect)
        if let keeping = settings?.referenceKeeping {
            return keeping.attributes.uniqued().map(\.description).joined(separator: ", ")
        }
        return try await self.plugin()
    }

    /// The plug-in of 389 Directory Server, where the account may see it.
    private func plugin() async throws(LDAPError) -> String? {
        guard self.checked.dialect.limitsLookThrough else { return nil }
        let request = SearchRequest(
            base: DistinguishedName(server: "cn=referential integrity postoperation,cn=plugins,cn=config"),
            scope: .base,
            attributes: ["nsslapd-pluginEnabled", "referint-membership-attr"])
        guard
            let entry = try await self.checked.directory.searchIfAllowed(request, self.checked.dialect)?.entries.first,
            let state = entry["nsslapd-pluginEnabled"].first?.text
        else { return nil }
        return state == "on" ? entry["referint-membership-attr"].compactMap(\.text).joined(separator: ", ") : ""
    }
}

extension Mapping.Renaming {
    /// The word of the configuration.
    fileprivate var word: String {
        switch self {
        case .refuse: "refuse"
        case .server: "server"
        case .follow: "follow"
        }
    }
}

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
        let policy = "users.on_rename is \(self.checked.users.mapping.renaming.rawValue)"
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
        let keeping = try await ReferenceKeeping.shown(
            by: self.checked.directory, holding: self.checked.users.mapping.base, self.checked.dialect)
        return keeping?.attributes.uniqued().map(\.description).joined(separator: ", ")
    }
}

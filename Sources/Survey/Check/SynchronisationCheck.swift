import Bridge
import Directories
import LDAP
import Translator

/// Whether an Active Directory is itself synchronised to Entra ID: what the bridge writes would go back to where it came from.
///
/// Entra Connect marks people with `mS-DS-ConsistencyGuid` and works as an account `MSOL_…`, cloud sync as `pGMSA_…` or
/// `provAgentgMSA`, and Seamless Single Sign-On has the computer `AZUREADSSOACC`.
struct SynchronisationCheck: Check {
    private static let mark: AttributeDescription = "mS-DS-ConsistencyGuid"
    private static let name: AttributeDescription = "sAMAccountName"

    let checked: CheckedDirectory
    let id = "synchronisation"
    let subject = "users.base"

    func findings() async throws(LDAPError) -> [CheckFinding] {
        guard self.checked.schema.attributeType(Self.name) != nil,
            self.checked.dialect.preset == Dialect.Preset.activeDirectory
        else {
            return []
        }
        let base = self.checked.users.mapping.base
        let accounts = try await self.found(
            below: self.checked.context(of: base),
            .or(
                ["MSOL_", "AAD_", "pGMSA_"].map { .substrings(Self.name, initial: AttributeValue($0)) }
                    + ["provAgentgMSA$", "AZUREADSSOACC$"].map { .equal(Self.name, AttributeValue($0)) }))
        let marked =
            self.checked.schema.attributeType(Self.mark) == nil
            ? [] : try await self.found(below: base, .present(Self.mark))
        if accounts.isEmpty, marked.isEmpty {
            return [
                CheckFinding(
                    self.id, self.subject, .ok,
                    "Nothing shows that this domain is synchronised to Entra ID, as far as the account may see.")
            ]
        }
        let isLoop = !accounts.isEmpty && !marked.isEmpty
        var words: [String] = []
        if !accounts.isEmpty { words.append("it has accounts of Entra Connect or cloud sync") }
        if !marked.isEmpty { words.append("people below \(base) are marked as synchronised (\(Self.mark))") }
        return [
            CheckFinding(
                self.id, self.subject, isLoop ? .failure : .warning,
                "This domain seems to be synchronised to Entra ID: \(words.joined(separator: ", and ")). What Starbridge writes here would "
                    + "go back to Entra, from where it comes.",
                advice: "Leave \(base) out of the synchronisation, or give Starbridge a base that is.",
                names: (accounts + marked).firstOnes)
        ]
    }

    /// Some of the entries; the first are enough.
    private func found(below base: DistinguishedName, _ filter: Filter) async throws(LDAPError) -> [DistinguishedName] {
        let request = SearchRequest(base: base, filter: filter, attributes: [.noAttributes])
        return try await self.checked.first(CheckFinding.maximumNames, of: request).map(\.dn)
    }
}

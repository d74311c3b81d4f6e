import Directories
import LDAP
import Translator

/// Proves from what can be read that `ppolicy-lock` keeps people out, or says what is missing.
///
/// slapd looks at the policy that the person's entry names in `pwdPolicySubentry`, else at the default. A lock has an effect only
/// where that has `pwdLockout: TRUE`, and without any policy it has none.
struct LockoutProof: Sendable {
    let mapping: Mapping
    /// The default policy, where the configuration says which it is.
    let defaultPolicy: DistinguishedName?
    let dialect: Dialect
    let directory: any Directory
    /// The bridge's account, for advice; nil where it is not known by name.
    let account: DistinguishedName?

    /// What was found, and the default policy as far as it is known.
    struct Verdict: Sendable {
        var finding: CheckReport.Finding
        var defaultPolicy: DistinguishedName?
    }

    /// - Throws: ``LDAPError`` if the directory could not be asked.
    func verdict(on server: DirectoryServer) async throws(LDAPError) -> Verdict {
        let shown = try await ServerConfiguration.read(holding: self.mapping.base, in: self.directory, self.dialect)?
            .defaultPolicy
        guard let usual = self.defaultPolicy ?? shown else {
            return Verdict(finding: .fails([self.problem(self.noDefault)]))
        }
        var problems: [String] = []
        if let shown, shown != usual {
            problems.append(
                "default_policy is \(usual), but cn=config says that the default of this database is \(shown). Name that."
            )
        }
        var policies = try await PasswordPolicy.read(usual, in: self.directory, self.dialect).map { [$0] } ?? []
        if policies.isEmpty { problems.append(self.hidden(usual)) }
        for context in server.rootDSE.namingContexts where self.mapping.base.isWithin(context) {
            guard let found = try await PasswordPolicy.all(below: context, in: self.directory, self.dialect) else {
                problems.append(self.unsearchable(context))
                continue
            }
            policies += found.filter { found in !policies.contains { $0.dn == found.dn } }
        }
        problems += policies.filter { !$0.locks }.map { policy in
            "ppolicy-lock has no effect on whoever is under \(policy.dn), \(policy.complaint). Set pwdLockout: TRUE there, or "
                + "choose another strategy."
        }
        return Verdict(
            finding: problems.isEmpty ? .holds : .fails(problems.map(self.problem)), defaultPolicy: usual)
    }

    private func problem(_ reason: String) -> Mapping.Problem { Mapping.Problem(.active, reason) }

    private var noDefault: String {
        "nothing proves that ppolicy-lock has an effect, because it cannot be seen which password policy is the default, and "
            + "without one a lock keeps nobody out. Name it as in `active: { strategy: ppolicy-lock, default_policy: \""
            + "cn=default,ou=policies,…\" }` (ppolicy_default in slapd.conf, olcPPolicyDefault in cn=config), or let the "
            + "bridge's account see it: in the database config, "
            + self.rule("dn.subtree=\"cn=config\" attrs=entry,olcSuffix,olcPPolicyDefault", "read")
    }

    private func hidden(_ policy: DistinguishedName) -> String {
        "nothing proves that ppolicy-lock has an effect, because the default password policy \(policy) does not exist, is no "
            + "pwdPolicy, or is hidden from the bridge's account: "
            + self.rule("dn.subtree=\"\(policy.parent ?? policy)\"", "read")
    }

    private func unsearchable(_ context: DistinguishedName) -> String {
        "nothing proves that ppolicy-lock has an effect, because the bridge's account may not search \(context) for password "
            + "policies: " + self.rule("dn.base=\"\(context)\" attrs=entry", "search")
    }

    /// An access rule in the words of slapd.access(5).
    private func rule(_ what: String, _ right: String) -> String {
        let who = self.account.map { "dn.exact=\"\($0)\"" } ?? "…"
        return "`access to \(what) by \(who) \(right) by * break`"
    }
}

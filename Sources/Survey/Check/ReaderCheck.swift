import LDAP

/// What somebody else sees, such as Starmind, beside what the bridge keeps.
struct ReaderCheck: Check {
    let people: KeptPeople
    let reader: ReaderView
    let id = "reader"
    let subject = "reader"

    func findings() async throws(LDAPError) -> [CheckFinding] {
        let report = try await ReaderReport(of: self.reader, beside: self.people)
        var findings: [CheckFinding] = []
        if !report.unseenActive.isEmpty {
            findings.append(
                CheckFinding(
                    "reader.unseen", self.subject, .failure,
                    "The reader does not see \(report.unseenActive.count) of \(report.active) active people.",
                    advice:
                        "Correct its base, filter or rights; `starbridge reader --user …` says why it does not see somebody.",
                    names: report.unseenActive.firstOnes))
        }
        if !report.seenDisabled.isEmpty {
            findings.append(
                CheckFinding(
                    "reader.seen", self.subject, .failure,
                    "The reader still sees \(report.seenDisabled.count) disabled people.",
                    advice: "Let its filter leave out whom Starbridge disables.", names: report.seenDisabled.firstOnes))
        }
        if report.strangers > 0 {
            findings.append(
                CheckFinding(
                    "reader.strangers", self.subject, .warning,
                    "The reader sees \(report.strangers) whom Starbridge does not keep: they are not below users.base, or not in users.filter."
                ))
        }
        guard findings.areGood else { return findings }
        return [
            CheckFinding(
                self.id, self.subject, .ok, "The reader sees all \(report.active) active people and no disabled one.")
        ] + findings
    }
}

import Encodings
import LDAP
import SCIM
import Translator

/// What is said of a sample.
struct SampleReport {
    let tally: SampleTally
    let bound: BoundMapping
    /// How Entra looks for people.
    let first: MatchingWay

    private static let id = "sample"

    var findings: [CheckFinding] {
        [
            self.single, self.several, self.recognised(isWeak: false), self.recognised(isWeak: true), self.outside,
            self.missing, self.nameless,
        ]
        .compactMap(\.self)
    }

    private var count: Int { self.tally.sample.people.count }

    private var single: CheckFinding {
        let found = self.tally.matched.values.count { $0.count == 1 }
        return CheckFinding(
            Self.id, Self.id, found == 0 && self.count > 0 ? .warning : .ok,
            "Of \(self.count) people in the sample \(found) match one entry by \(self.first.attributes[0]) (userName)"
                + (self.bound.mapping.rules.contains { $0.path == .externalId } ? " or externalId." : "."))
    }

    private var several: CheckFinding? {
        let found = self.tally.matched.values.filter { $0.count > 1 }
        if found.isEmpty { return nil }
        return CheckFinding(
            "sample.several", Self.id, .failure,
            "\(found.count) match several entries: Entra stops at them with an error.",
            advice: "Leave each name to one entry, or leave the others out with users.filter.",
            names: found.flatMap(\.self).uniqued().sorted { $0.description < $1.description }.firstOnes)
    }

    /// The sentence that saves a directory from a second copy of everybody.
    private func recognised(isWeak: Bool) -> CheckFinding? {
        let found = self.tally.recognised.filter { $0.value.way.isWeak == isWeak }.sorted { $0.key < $1.key }.map(
            \.value)
        guard let way = found.first?.way else { return nil }
        let ways = found.map(\.way.words).uniqued().joined(separator: ", or by ")
        let names = found.flatMap(\.names).uniqued().firstOnes
        if isWeak {
            return CheckFinding(
                "sample.elsewhere", Self.id, .warning,
                "\(found.count) match none, and somebody else has their name (by \(ways)): they may be the same.",
                advice: "Look at some of them.", names: names)
        }
        return CheckFinding(
            "sample.elsewhere", Self.id, .failure,
            "\(found.count) match none by userName, and are there all the same, by \(ways): Entra would create a second copy of each.",
            advice: self.advice(way), names: names)
    }

    private func advice(_ way: MatchingWay) -> String {
        let other = "Before Entra's first cycle, have it send as userName what \(self.first.attributes[0]) holds"
        let mapped = self.bound.mapping.rules.first { rule in
            rule.path != .userName && way.attributes.contains { $0 == rule.attribute }
        }
        return other + (mapped.map { ", or match by \($0.path) (\($0.attribute)) in its attribute mapping" } ?? "")
            + "; or map userName to the attribute that holds what Entra sends."
    }

    private var outside: CheckFinding? {
        let found = self.tally.outside.sorted { $0.key < $1.key }.map(\.value)
        if found.isEmpty { return nil }
        return CheckFinding(
            "sample.outside", Self.id, .failure,
            "\(found.count) have an entry with their name outside of users.base or users.filter: Entra does not find it, and would create a "
                + "second one.",
            advice: "Widen users.base or users.filter, or take them out of Entra's scope.",
            names: found.flatMap(\.self).uniqued().firstOnes)
    }

    private var missing: CheckFinding? {
        let people = self.tally.missing
        if people.isEmpty { return nil }
        let names = people.prefix(3).compactMap { $0[self.tally.sample.userNameColumn] }.joined(separator: ", ")
        let isEverybody = people.count == self.count
        return CheckFinding(
            "sample.none", Self.id, isEverybody ? .warning : .ok,
            "\(people.count) match none, and nothing else shows that they are there (\(names)\(people.count > 3 ? ", …" : "")): Entra "
                + "would create them.",
            advice: isEverybody ? "If they are there, look how their entries and the sample name them." : nil)
    }

    private var nameless: CheckFinding? {
        if self.tally.sample.nameless == 0 { return nil }
        return CheckFinding(
            "sample.nameless", Self.id, .warning,
            "\(self.tally.sample.nameless) lines of the sample have no \(self.tally.sample.userNameColumn), and were left out."
        )
    }
}

extension MatchingWay {
    /// How a sentence names it, such as `mail or uid (userPrincipalName, mail)`.
    fileprivate var words: String {
        let columns = self.columns.map { $0.hasSuffix("@") ? "the first part of \($0.dropLast())" : $0 }
        return "\(self.attributes.map(\.description).joined(separator: " or ")) (\(columns.joined(separator: ", ")))"
    }
}

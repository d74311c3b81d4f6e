import Bridge
import Directories
import LDAP
import Translator

/// The entries that are there already: how many the server lists, whom nobody can match, and whom calls cannot change.
struct PeopleCheck: Check {
    let census: Census
    let checked: CheckedDirectory
    let id = "people"
    var subject: String { self.mapping.section }
    private var mapping: Mapping { self.census.bound.mapping }

    func findings() -> [CheckFinding] {
        [self.count] + [self.nameless, self.foreignClasses].compactMap(\.self)
    }

    private var count: CheckFinding {
        let words = "\(self.census.entries.count) entries below \(self.mapping.base) match \(self.mapping.filter)"
        guard let stop = self.census.stop else { return CheckFinding(self.id, self.subject, .ok, "\(words).") }
        return CheckFinding(
            "limits", self.subject, .warning,
            "The server gives this account \(self.census.entries.count) of the entries below \(self.mapping.base) and no more (\(stop)): "
                + "lists end there, and what follows in this check is true of these alone.",
            advice: self.limitAdvice)
    }

    private var limitAdvice: String {
        let account = self.checked.account.map { "\($0)" } ?? "the bridge's account"
        if self.checked.dialect.limitsLookThrough {
            return "Set nsLookThroughLimit and nsSizeLimit to -1 in the entry \(account)."
        }
        return
            "Raise the limit for \(account); on OpenLDAP with `limits dn.exact=\"\(account)\" size=unlimited` in the database."
    }

    /// Entries without the attribute that clients must send: they are never found by it.
    private var nameless: CheckFinding? {
        guard let key = Census.keys(of: self.mapping).first else { return nil }
        let found = self.census.entries.filter { key.values(of: $0).isEmpty }.map(\.dn)
        if found.isEmpty { return nil }
        return CheckFinding(
            "people.nameless", self.subject, .warning,
            "\(found.count) entries have no \(key.attribute), by which Entra looks for \(key.path): they are never matched, and it would "
                + "create them anew.",
            advice: "Give them one, or leave them out with \(self.subject).filter.", names: found.firstOnes)
    }

    /// Entries whose object classes have no room for what is mapped, and to which no auxiliary class of the mapping gives it.
    private var foreignClasses: CheckFinding? {
        let schema = self.checked.schema
        let auxiliary = self.mapping.objectClasses.filter { schema.objectClass($0)?.kind == .auxiliary }
        let attributes = self.mapping.rules.filter { !$0.isReadOnly }.map(\.attribute.withoutOptions)
        var verdicts: [[String]: Bool] = [:]
        func isForeign(_ entry: Entry) -> Bool {
            let classes = entry[.objectClass].compactMap(\.text).sorted()
            if let known = verdicts[classes] { return known }
            let names = classes + auxiliary
            let isFree = schema.withSuperclasses(names).contains { $0.name == "extensibleObject" }
            let allowed = schema.allowed(by: names)
            let isForeign =
                !isFree
                && attributes.contains { attribute in
                    schema.attributeType(attribute)?.isOperational == false
                        && !allowed.contains { schema.areSame($0, attribute) }
                }
            verdicts[classes] = isForeign
            return isForeign
        }
        let found = self.census.entries.filter { !$0[.objectClass].isEmpty && isForeign($0) }.map(\.dn)
        if found.isEmpty { return nil }
        return CheckFinding(
            "people.classes", self.subject, .warning,
            "\(found.count) entries are of object classes that do not allow all mapped attributes: calls that write one of those are refused.",
            advice: "Add the missing class to them, or map other attributes.", names: found.firstOnes)
    }
}

extension [DistinguishedName] {
    /// As many as a finding names.
    var firstOnes: [DistinguishedName] { Array(self.prefix(CheckFinding.maximumNames)) }
}

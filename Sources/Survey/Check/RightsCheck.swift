import Bridge
import Directories
import Encodings
import LDAP
import Translator

/// What the bridge's account may do, where the server can tell: Active Directory in attributes of each entry, 389 Directory Server by
/// a control.
struct RightsCheck: Check {
    let bound: BoundMapping
    let checked: CheckedDirectory
    /// Whether a probe will tell more.
    let isProbed: Bool
    let id = "rights"
    var subject: String { self.mapping.section }
    private var mapping: Mapping { self.bound.mapping }

    func findings() async throws(LDAPError) -> [CheckFinding] {
        if self.checked.schema.attributeType(ActiveDirectoryRights.attributes) != nil {
            return try await self.findingsOfActiveDirectory()
        }
        if self.checked.server.rootDSE.supportedControls.contains(Control.effectiveRightsOID),
            let account = self.checked.account
        {
            return try await self.findings(of: account)
        }
        if self.isProbed { return [] }
        return [
            CheckFinding(
                self.id, self.subject, .warning,
                "\(self.subject): what the account may write could not be looked at, because the server does not tell it.",
                advice: "`starbridge check --probe` tries it with an entry that it makes and takes away.")
        ]
    }

    /// What is written of an entry.
    private var written: [AttributeDescription] {
        let rules = self.mapping.rules.filter { !$0.isReadOnly }.map(\.attribute.withoutOptions)
        let locks = self.mapping.activation.flatMap(\.attributes).filter {
            self.checked.schema.attributeType($0)?.isUserModifiable == true
        }
        return (rules + self.mapping.computed.map(\.attribute) + locks).uniqued()
    }

    /// What is written of an entry as it is: the server says nothing of attributes whose auxiliary class comes with the write.
    private func written(of entry: Entry) -> [AttributeDescription] {
        let schema = self.checked.schema
        let allowed = schema.allowed(by: entry[.objectClass].compactMap(\.text))
        return self.written.filter { name in
            schema.attributeType(name)?.isOperational == true || allowed.contains { schema.areSame($0, name) }
        }
    }

    private func someone(
        _ attributes: [AttributeDescription], _ controls: [Control] = []
    ) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: self.mapping.filter, attributes: attributes,
            controls: controls)
        return try await self.checked.first(1, of: request).first
    }

    private func base(
        _ attributes: [AttributeDescription], _ controls: [Control] = []
    ) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(
            base: self.mapping.base, scope: .base, attributes: attributes, controls: controls)
        return try await self.checked.directory.searchIfAllowed(request, self.checked.dialect)?.entries.first
    }

    private func finding(lacking rights: [String], of entry: Entry?) -> [CheckFinding] {
        if !rights.isEmpty {
            return [
                CheckFinding(
                    self.id, self.subject, .failure,
                    "\(self.subject): the account may not \(rights.joined(separator: ", nor ")).",
                    advice: "Give these rights to \(self.checked.account.map { "\($0)" } ?? "the bridge's account").",
                    names: entry.map { [$0.dn] } ?? [])
            ]
        }
        guard entry != nil else {
            return [
                .unmade(
                    self.id, "\(self.subject), what the account may write", because: "there is no entry to ask about")
            ]
        }
        return [
            CheckFinding(
                self.id, self.subject, .ok, "\(self.subject): the account may make entries and write what is mapped.")
        ]
    }
}

// MARK: - Active Directory

/// Where Active Directory says what the account that asks may do ([MS-ADTS] section 3.1.1.4.5).
private enum ActiveDirectoryRights {
    static let attributes: AttributeDescription = "allowedAttributesEffective"
    static let classes: AttributeDescription = "allowedChildClassesEffective"
}

extension RightsCheck {
    private func findingsOfActiveDirectory() async throws(LDAPError) -> [CheckFinding] {
        var lacking: [String] = []
        let classes = try await self.base([ActiveDirectoryRights.classes])?[ActiveDirectoryRights.classes].compactMap(
            \.text)
        if let wanted = self.mapping.objectClasses.last,
            classes?.contains(where: { $0.equalsIgnoringASCIICase(wanted) }) != true
        {
            lacking.append("make entries of the class \(wanted) below \(self.mapping.base)")
        }
        let entry = try await self.someone([ActiveDirectoryRights.attributes])
        if let entry {
            let allowed = entry[ActiveDirectoryRights.attributes].compactMap(\.text).map { AttributeDescription($0) }
            // A name is changed by a rename, of which this attribute says nothing.
            let missing = self.written.filter { name in
                name != self.mapping.rdn && !allowed.contains { self.checked.schema.areSame($0, name) }
            }
            lacking += missing.isEmpty ? [] : ["write \(missing.map(\.description).joined(separator: ", "))"]
        }
        return self.finding(lacking: lacking, of: entry)
    }
}

// MARK: - 389 Directory Server

/// What the control for effective rights says of an entry: letters such as `vadn` for the entry, `rscwo` for an attribute.
struct EffectiveRights {
    /// May be viewed, be given children, be deleted, be renamed.
    let ofEntry: String
    /// May be read, searched, compared, written, have values deleted.
    private let ofAttributes: [AttributeDescription: String]

    init(_ entry: Entry) {
        self.ofEntry = entry["entryLevelRights"].first?.text ?? ""
        let pairs = entry["attributeLevelRights"].compactMap(\.text).flatMap { $0.split(separator: ",") }.compactMap {
            item -> (AttributeDescription, String)? in
            let parts = item.split(separator: ":")
            let name = parts.first.map { $0.filter { $0 != " " } } ?? ""
            return parts.count == 2 ? (AttributeDescription(name), String(parts[1])) : nil
        }
        self.ofAttributes = Dictionary(pairs) { first, _ in first }
    }

    /// Whether values can be added to an attribute and taken away.
    func allowsWriting(_ attribute: AttributeDescription) -> Bool {
        let letters = self.ofAttributes[attribute] ?? ""
        return letters.contains("w") && letters.contains("o")
    }
}

extension RightsCheck {
    private func findings(of account: DistinguishedName) async throws(LDAPError) -> [CheckFinding] {
        let control = Control.effectiveRights(of: account)
        var lacking: [String] = []
        if let base = try await self.base([.objectClass], [control]), !EffectiveRights(base).ofEntry.contains("a") {
            lacking.append("make entries below \(self.mapping.base)")
        }
        let entry = try await self.someone([.objectClass] + self.written, [control])
        if let entry {
            let rights = EffectiveRights(entry)
            let missing = self.written(of: entry).filter { !rights.allowsWriting($0) }
            lacking += missing.isEmpty ? [] : ["write \(missing.map(\.description).joined(separator: ", "))"]
            if self.mapping.deletion != nil, !rights.ofEntry.contains(where: { $0 == "d" || $0 == "n" }) {
                lacking.append("delete or rename entries")
            }
        }
        return self.finding(lacking: lacking, of: entry)
    }
}

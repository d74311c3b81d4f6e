import Directories
import Encodings
import Glibc
import LDAP
import SCIM
import Sandbox
import Translator

/// The slapd that holds a copy, with as much of what the original does as it shows.
///
/// It listens on a Unix socket alone, and lets in nobody but the user who runs it.
struct CopyServer: Sendable {
    let facts: OriginalFacts
    let suffix: DistinguishedName
    let schema: CopySchema

    /// How it is started in a folder, with the entries of a file.
    func options(in folder: String, content: PrivateSlapd.Content) -> PrivateSlapd.Options {
        var options = PrivateSlapd.Options(folder: folder)
        options.suffix = self.suffix.description
        options.ldapPort = nil
        options.accounts = []
        options.schema = self.schema.lines
        options.indexes = self.indexes
        options.overlaySettings = self.overlays
        options.overlays = Set(self.overlays.keys)
        options.leavesOutUnfit = true
        options.content = content
        options.databaseDirectives = ["limits dn.exact=\"\(Self.ownIdentity)\" size=unlimited time=unlimited"]
        options.accessRules = ["access to * by dn.exact=\"\(Self.ownIdentity)\" manage by * none"]
        options.configurationRules = ["access to * by dn.exact=\"\(Self.ownIdentity)\" read by * none"]
        return options
    }

    /// The overlays that a copy of such an original has.
    static func overlays(for facts: OriginalFacts) -> Set<PrivateSlapd.Overlay> {
        var overlays: Set<PrivateSlapd.Overlay> = [.sssvlv]
        if facts.hasPolicies { overlays.insert(.ppolicy) }
        if facts.membership != nil { overlays.insert(.memberof) }
        if !facts.followed.isEmpty { overlays.insert(.refint) }
        if !facts.uniqueness.isEmpty { overlays.insert(.unique) }
        return overlays
    }

    /// Whom the Unix socket takes this process for.
    static var ownIdentity: String {
        "gidNumber=\(getegid())+uidNumber=\(geteuid()),cn=peercred,cn=external,cn=auth"
    }

    private var overlays: [PrivateSlapd.Overlay: [String]] {
        var settings: [PrivateSlapd.Overlay: [String]] = [:]
        for overlay in Self.overlays(for: self.facts) { settings[overlay] = self.settings(of: overlay) }
        return settings
    }

    private func settings(of overlay: PrivateSlapd.Overlay) -> [String] {
        switch overlay {
        case .ppolicy:
            self.facts.defaultPolicy.map { ["ppolicy_default \(Self.quoted("\($0)"))"] } ?? []
        case .memberof: self.membershipSettings
        case .refint: ["refint_attributes \(self.facts.followed.map(\.description).joined(separator: " "))"]
        case .unique:
            self.facts.uniqueness.filter(self.isOfCopy).map { "unique_uri \($0)" }
        case .sssvlv: ["sssvlv-max 16", "sssvlv-maxperconn 8"]
        case .syncprov: []
        }
    }

    /// Whether what is unique by these URLs is in the copy.
    private func isOfCopy(_ uniqueness: String) -> Bool {
        uniqueness.split(separator: " ").filter { $0.contains(":") }.allSatisfy { word in
            guard let url = try? SearchURL(parsing: String(word)) else { return false }
            return url.base.isRoot || url.base.isWithin(self.suffix)
        }
    }

    private var membershipSettings: [String] {
        guard let membership = self.facts.membership else { return [] }
        let isKept = self.facts.followed.contains(membership.member)
        return [
            "memberof-group-oc \(membership.group)", "memberof-member-ad \(membership.member)",
            "memberof-memberof-ad memberOf", "memberof-dangling ignore", "memberof-refint \(isKept ? "TRUE" : "FALSE")",
        ]
    }

    /// What calls look for.
    private var indexes: [String] {
        let sought = self.facts.mappings.flatMap(\.rules).filter {
            $0.isUnique || $0.isReference || $0.path.description == "externalId"
        }
        .map(\.attribute.withoutOptions).uniqued()
        let comparable = sought.filter { name in
            guard let rule = self.facts.schema.equality(of: name)?.rawValue else { return false }
            return self.schema.attributes.contains(name) && Self.indexable.contains(rule)
        }
        return ["index objectClass eq", "index entryUUID,entryCSN eq"] + comparable.map { "index \($0) eq" }
    }

    private static let indexable: Set<String> = [
        "caseIgnoreMatch", "caseExactMatch", "caseIgnoreIA5Match", "caseExactIA5Match", "distinguishedNameMatch",
        "integerMatch", "octetStringMatch",
    ]

    /// A word of slapd.conf(5).
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension OriginalFacts {
    /// By which class and attribute groups show their members, where people show their groups; nil where they do not.
    var membership: (group: String, member: AttributeDescription)? {
        // The overlay asks for the two that it uses by default, whatever it is told to use.
        guard self.schema.attributeType("memberOf") != nil, self.schema.attributeType("member") != nil,
            self.schema.objectClass("groupOfNames") != nil
        else { return nil }
        for mapping in self.mappings where mapping.section != "users" {
            for rule in mapping.rules where rule.isReference && self.schema.holdsNames(rule.attribute) {
                let group = mapping.objectClasses.first { name in
                    self.schema.allowed(by: [name]).contains { self.schema.areSame($0, rule.attribute) }
                }
                if let group { return (group, rule.attribute) }
            }
        }
        return nil
    }
}

import Bridge
import ConfigurationFile
import Directories
public import LDAP
import SCIM
import Translator

/// How `starbridge init` reached the directory, as the file is to say it.
public struct SketchedAccess: Sendable {
    /// The servers in the order in which they are tried.
    public var servers: [ServerURL]
    /// The account; nil where the process is known by its rights on a Unix socket.
    public var account: DistinguishedName?
    /// The file with the account's password, as the file is to name it.
    public var passwordFile: String
    /// The file with the authorities that the servers are verified against.
    public var caFile: String?
    /// Whether `ldap://` is encrypted by StartTLS.
    public var startsTLS: Bool
    /// Whether the password may cross the network unencrypted.
    public var allowsPlaintext: Bool
    /// What is to be said of the password file.
    public var passwordNotes: [String]

    /// Describes a way to a directory.
    public init(
        servers: [ServerURL], account: DistinguishedName?, passwordFile: String = "", caFile: String? = nil,
        startsTLS: Bool = false, allowsPlaintext: Bool = false, passwordNotes: [String] = []
    ) {
        self.servers = servers
        self.account = account
        self.passwordFile = passwordFile
        self.caFile = caFile
        self.startsTLS = startsTLS
        self.allowsPlaintext = allowsPlaintext
        self.passwordNotes = passwordNotes
    }
}

/// A configuration for a directory of which nothing was said but how to reach it.
public struct SketchedConfiguration: Sendable {
    private let sketch: DirectorySketch
    private let access: SketchedAccess
    /// How people are kept.
    let users: SketchedMapping
    /// How groups are kept, each kind of them: those that can be served first.
    let groups: [SketchedMapping]

    /// Decides what fits a directory.
    public init(of sketch: DirectorySketch, reachedBy access: SketchedAccess) {
        self.sketch = sketch
        self.access = access
        var users = PeopleSketcher(sketch: sketch).section
        var groups = KindsOfGroups(sketch: sketch, users: &users).sections
        let others = [users.mapping] + groups.filter { $0.obstacle == nil }.map(\.mapping)
        let chooser = RenamingChooser(sketch: sketch, others: others)
        (users.mapping.renaming, users.notes["on_rename"]) = chooser.renaming(of: users.mapping)
        for index in groups.indices {
            (groups[index].mapping.renaming, groups[index].notes["on_rename"]) = chooser.renaming(
                of: groups[index].mapping)
        }
        self.users = users
        self.groups = groups
    }

    /// The kinds of groups that are served.
    private var served: [SketchedMapping] { self.groups.filter { $0.obstacle == nil } }

    /// Why not everything was seen, a sentence each; nothing if it was.
    public var gaps: [String] {
        var gaps = self.sketch.gap.map { ["not all entries were seen: \($0)"] } ?? []
        if !self.sketch.people.usage.isWhole {
            gaps.append("\(self.sketch.people.usage.count.grouped) people were looked at, and not all")
        }
        return gaps
    }

    /// What was found, a line each, for whoever started it.
    public var findings: [String] {
        let people = self.users.mapping
        return [
            "\(self.kind), \(self.sketch.tally.count.grouped) entries seen",
            "\(self.users.count.grouped) people below \(people.base), \(people.filter)",
        ]
            + self.groups.map {
                "\($0.count.grouped) groups below \($0.mapping.base), \($0.mapping.filter)"
            }
    }

    private var kind: String {
        self.sketch.dialect.map { "a server of the kind \($0.name)" }
            ?? "a server of a kind that Starbridge does not know"
    }
}

// MARK: - The text

extension SketchedConfiguration {
    /// The whole file.
    public var text: String {
        var file = SketchedFile()
        let servers = self.access.servers.map(\.description).joined(separator: ", ")
        file.comment([
            "Written by `starbridge init` from what it saw at \(servers): \(self.kind), with \(self.sketch.tally.count.grouped) "
                + "entries that the account may see.",
            "Read it through. Lines that begin with #, without a space behind it, are settings that are not used: what they say is "
                + "meant anyway, or is offered.",
        ])
        if let gap = self.sketch.gap {
            file.comment(["Not all entries were seen: \(gap). The counts are of those that were."])
        }
        if self.sketch.dialect == nil {
            file.comment([
                "Starbridge does not know this kind of server: name below directory.kind the one that it behaves like."
            ])
        }
        var values = ["directory": self.directory, "users": self.section(self.users)]
        values["groups"] = self.groupsValue
        values["reader"] = self.reader
        file.write(.file, values)
        return file.text
    }

    private var directory: SketchedValue {
        let access = self.access
        var values: [String: SketchedValue] = [
            "servers": .text(YAMLText.list(access.servers.map(\.description))),
            "kind": .text("auto", ["This is \(self.kind)."]),
        ]
        var bind: [String: SketchedValue] = [:]
        if let account = access.account {
            bind["dn"] = .text(YAMLText.quoted("\(account)"))
            bind["password_file"] = .text(YAMLText.quoted(access.passwordFile), access.passwordNotes)
        } else {
            bind["method"] = .text("external")
        }
        values["bind"] = SketchedValue(content: .section(bind))
        var tls: [String: SketchedValue] = [:]
        if let file = access.caFile { tls["ca_file"] = .text(YAMLText.quoted(file)) }
        if access.startsTLS { tls["start_tls"] = .text("true") }
        if !tls.isEmpty { values["tls"] = SketchedValue(content: .section(tls)) }
        if access.allowsPlaintext { values["allow_plaintext"] = .text("true") }
        return SketchedValue(content: .section(values))
    }

    private func section(_ sketched: SketchedMapping) -> SketchedValue {
        SketchedValue(content: .section(self.values(sketched)))
    }

    private func values(_ sketched: SketchedMapping) -> [String: SketchedValue] {
        let mapping = sketched.mapping
        func value(_ key: String, _ text: String) -> SketchedValue { .text(text, sketched.notes[key] ?? []) }
        var values: [String: SketchedValue] = [
            "base": value("base", YAMLText.quoted("\(mapping.base)")),
            "filter": value("filter", YAMLText.quoted("\(mapping.filter)")),
            "object_classes": value("object_classes", YAMLText.list(mapping.objectClasses)),
            "rdn": value("rdn", YAMLText.scalar("\(mapping.rdn)")),
            "on_rename": value("on_rename", mapping.renaming.rawValue),
        ]
        let rules = mapping.rules.filter { !$0.isCopy }
        values["attributes"] = SketchedValue(
            content: .lines(rules.map { (RuleText($0, in: mapping).line, sketched.ruleNotes[$0.path]) }),
            notes: sketched.notes["attributes"] ?? [])
        if !mapping.computed.isEmpty {
            values["computed"] = SketchedValue(
                content: .lines(mapping.computed.map { ($0.line, nil) }), notes: sketched.notes["computed"] ?? [])
        }
        if !mapping.allocations.isEmpty {
            let texts = mapping.allocations.compactMap(\.text)
            values["allocate"] = value("allocate", texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]")
        }
        if let lock = sketched.lock { values["active"] = .text(lock.text, lock.notes) }
        for (key, text) in sketched.proposals {
            values[key] = SketchedValue(content: .text(text), notes: sketched.notes[key] ?? [], isProposal: true)
        }
        if let placeholder = mapping.rules.lazy.compactMap(\.placeholder?.text).first {
            let isDemanded = sketched.notes["empty_member"] != nil
            values["empty_member"] = SketchedValue(
                content: .text(YAMLText.quoted(placeholder)), notes: sketched.notes["empty_member"] ?? [],
                isProposal: !isDemanded)
        }
        return values
    }

    /// One kind of groups, or a list of them; what cannot be served is offered where nothing else can.
    private var groupsValue: SketchedValue? {
        guard let first = self.groups.first else { return nil }
        let served = self.served
        var value =
            served.count > 1
            ? SketchedValue(content: .sections(served.map(self.values))) : self.section(first)
        value.isProposal = served.isEmpty
        value.notes = self.groups.compactMap { group in
            group.obstacle.map {
                "Groups that are not served: \(group.mapping.filter) below \(group.mapping.base). \($0)"
            }
        }
        return value
    }

    private var reader: SketchedValue? {
        let users = self.users.mapping
        guard let condition = self.users.lock?.condition else { return nil }
        let values: [String: SketchedValue] = [
            "base": .text(YAMLText.quoted("\(users.base)")),
            "filter": .text(YAMLText.quoted("\(LDAP.Filter.and([users.filter, condition]))")),
        ]
        return SketchedValue(content: .section(values), isProposal: true)
    }
}

import Foundation
import Testing
import Translator
import Yams

@testable import ConfigurationFile

/// The table of keys is what the reader reads, what it assumes, and what the manual tells.
@Suite struct ConfigurationKeyTests {
    typealias Key = ConfigurationKey

    /// The keys without which a section is refused, and those that lead to other sections.
    private static func members(_ section: Key.Section) -> [(name: String, value: String)] {
        switch section {
        case .file:
            [
                .listener, .oauth, .limits, .guard, .metrics, .console, .log, .journal, .directory, .schemas, .tables,
                .users, .groups, .reader,
            ].map { section in
                section == .listener
                    ? ("listen", "[\(self.text(section))]") : (section.rawValue, self.text(section))
            }
        case .listener: [("address", "127.0.0.1:8080"), ("tls", self.text(.listenerTLS))]
        case .oauth:
            [
                ("tenant", "72f988bf-86f1-41af-91ab-2d7cd011db47"), ("direct", self.text(.oauthDirect)),
                ("federated", "[\(self.text(.oauthFederated))]"),
            ]
        case .oauthDirect: [("audience", "a")]
        case .oauthFederated: [("client_id", "a"), ("subject", "b"), ("audience", "[c]")]
        case .listenerTLS, .consoleTLS: [("certificate", "/c.pem"), ("key", "/k.pem")]
        case .metrics: [("address", "127.0.0.1:9464")]
        case .console: [("address", "127.0.0.1:8081"), ("tls", self.text(.consoleTLS))]
        case .limits, .log, .journal, .directoryTLS: []
        case .guard: [("creates", self.text(.guardLimit)), ("on_trip", self.text(.guardNotice))]
        case .guardLimit: [("most", "9")]
        case .guardNotice: [("run", "[/bin/true]")]
        case .directory: [("servers", "[ldaps://a]"), ("bind", self.text(.bind)), ("tls", self.text(.directoryTLS))]
        case .bind: [("dn", "cn=a"), ("password_file", "/p")]
        case .users:
            [
                ("base", "ou=p"), ("attributes", self.text(.rules)), ("computed", self.text(.computations)),
                ("rdn", self.text(.naming)),
                ("active", self.text(.activation)), ("on_delete", self.text(.deletion)),
                ("place", self.text(.placement)), ("allocate", self.text(.allocation)),
            ]
        case .groups: [("base", "ou=g"), ("attributes", "{ displayName: cn }")]
        case .rules: [("userName", "uid"), ("password", self.text(.rule))]
        case .rule: [("attribute", "userPassword"), ("choose", self.text(.choice)), ("generate", self.text(.password))]
        case .choice: [("matching", "x")]
        case .password: []
        case .computations: [("description", self.text(.computation))]
        case .computation: [("value", "\"x{userName}\"")]
        case .schemas: [("\"urn:a:b\"", self.text(.schema))]
        case .schema: [("attributes", self.text(.schemaAttributes))]
        case .schemaAttributes: [("level", self.text(.schemaAttribute))]
        case .schemaAttribute: [("type", "string")]
        case .tables: [("colours", "{ red: R }")]
        case .activation: [("strategy", "attribute"), ("attribute", "title"), ("active", "a")]
        case .deletion: [("strategy", "trash"), ("base", "ou=t")]
        case .naming: [("attribute", "cn"), ("value", "\"{userName}\"")]
        case .placement: [("by", "title"), ("table", self.text(.placeTable))]
        case .placeTable: [("Chief", "ou=chiefs")]
        case .allocation: [("attribute", "uidNumber"), ("range", "1-9")]
        case .reader: [("filter", "(uid=*)"), ("bind", self.text(.readerBind))]
        case .readerBind: [("dn", "cn=r"), ("password_file", "/r")]
        }
    }

    /// A file, or a section of it, in which a key has a value.
    private static func text(_ section: Key.Section = .file, _ key: Key? = nil, _ value: String = "") -> String {
        var members = self.members(section)
        if let key {
            if key.section == section {
                members.removeAll { $0.name == key.name || $0.name == key.condition?.key }
                // One way to disable people does not know the keys of the other.
                if let condition = key.condition { members.removeAll { self.isForeign($0.name, condition, section) } }
                if let condition = key.condition, let value = condition.value { members.append((condition.key, value)) }
                members.append((key.name, value))
            } else {
                members = members.map { name, old in
                    if section == .groups, name == "attributes" { return (name, old) }
                    let own: [Key.Section: Key.Section] = [
                        .computations: .computation, .schemas: .schema, .schemaAttributes: .schemaAttribute,
                    ]
                    if let member = own[section] {
                        let isInside = key.section.rawValue.hasPrefix(member.rawValue)
                        return (name, isInside ? self.text(member, key, value) : old)
                    }
                    guard let nested = Key.keys(of: section).first(where: { $0.name == name })?.nested else {
                        return section == .rules && key.section != .rules && name == "password"
                            ? (name, self.text(.rule, key, value)) : (name, old)
                    }
                    let text = self.text(nested, key, value)
                    return (name, ["listen", "federated"].contains(name) ? "[\(text)]" : text)
                }
            }
        }
        return "{ " + members.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + " }"
    }

    private static func isForeign(_ name: String, _ condition: Key.Condition, _ section: Key.Section) -> Bool {
        Key.keys(of: section).contains { $0.name == name && $0.condition != nil && $0.condition != condition }
    }

    private static func problems(_ yaml: String) -> [String] {
        do {
            _ = try Settings(yaml: yaml, file: "f")
            return []
        } catch {
            return error.problems.map(\.reason)
        }
    }

    @Test func theFileOfTheTestsIsRight() throws {
        #expect(Self.problems(Self.text()) == [])
    }

    @Test func noKeyIsDeclaredTwice() {
        for section in Key.Section.allCases {
            let names = Key.keys(of: section).map(\.name)
            #expect(Set(names).count == names.count, "\(section)")
            let open: [Key.Section] = [.rules, .placeTable, .computations, .tables, .schemas, .schemaAttributes]
            #expect(!names.isEmpty || open.contains(section), "\(section)")
        }
        #expect(
            Set(Key.all.compactMap(\.nested)).union([.file, .rule, .computation, .schema, .schemaAttribute])
                == Set(Key.Section.allCases))
    }

    @Test func noKeyHasTheFormerNameOfAnother() {
        for section in Key.Section.allCases {
            let keys = Key.keys(of: section)
            let names = keys.map(\.name) + keys.flatMap(\.formerNames)
            #expect(Set(names).count == names.count, "\(section)")
        }
    }

    /// A file of an older version is told the new names, once.
    @Test func aKeyThatWasRenamedIsToldOfWithItsNewName() throws {
        let keys = [
            Key(.directory, "servers", .texts, isRequired: true, formerly: ["hosts", "uris"], "The servers."),
            Key(.directory, "kind", .text, isRequired: true, "The kind."),
        ]
        let node = try #require(try Yams.compose(yaml: "hosts: [a]\nkinb: x\n"))
        let collector = ProblemCollector(file: "f")
        let section = ConfigurationSection(node, keys, name: "directory", collector: collector)
        _ = (section.required("servers"), section.required("kind"))
        section.refuseUnknownKeys()
        #expect(
            collector.problems.map(\.reason) == [
                "directory.kind is missing",
                "directory.hosts is called directory.servers in this version: rename the key",
                "unknown key directory.kinb; did you mean kind?",
            ])
        #expect(collector.problems.map(\.line) == [1, 1, 2])
    }

    /// What the reader does not look at it cannot complain of; what it looks at besides ends the process.
    @Test(arguments: Key.all) func theReaderReadsTheKey(key: Key) {
        let wrong =
            switch key.kind {
            case .section, .oneOrMore: "wrong"
            case .textOr: "[wrong]"
            case .text, .word, .texts, .oneOrMoreTexts, .flag, .number, .duration, .path, .distinguishedName, .sections:
                "{ wrong: 1 }"
            }
        let problems = Self.problems(Self.text(.file, key, wrong))
        #expect(problems.contains { $0.contains(key.name) && !$0.hasPrefix("unknown key") }, "\(key): \(problems)")
        // Which keys belong beside a strategy is not known where that is wrong.
        let decides = Key.keys(of: key.section).contains { $0.condition?.key == key.name }
        #expect(decides || !problems.contains { $0.hasPrefix("unknown key") }, "\(key): \(problems)")
    }

    @Test(arguments: Key.all.filter(\.isRequired)) func aKeyThatIsRequiredIsMissed(key: Key) {
        let text = Self.text(.file, key, "~").replacing("\(key.name): ~", with: "")
        let problems = Self.problems(text.replacing(", ,", with: ","))
        #expect(problems.contains { $0.hasSuffix("\(key.name) is missing") }, "\(key): \(problems)")
    }

    @Test(arguments: Key.all) func everyWordIsKnown(key: Key) {
        guard case .word(let words) = key.kind else { return }
        for word in words {
            let problems = Self.problems(Self.text(.file, key, word))
            #expect(!problems.contains { $0.contains("must be") || $0.contains("can only be") }, "\(key): \(problems)")
        }
    }

    /// A default that is written down changes nothing.
    @Test(arguments: Key.all) func theDefaultIsWhatIsMeant(key: Key) throws {
        guard let value = key.defaultValue, key.section != .limits else { return }
        let text = Self.text(.file, key, value)
        let without = Self.text(.file, key, "~").replacing("\(key.name): ~", with: "").replacing(", ,", with: ",")
        #expect(try Self.meaning(text) == Self.meaning(without), "\(key)")
    }

    private static func meaning(_ yaml: String) throws -> String {
        var settings = try Settings(yaml: yaml, file: "f")
        settings.places = Places()
        var text = ""
        dump(settings, to: &text)
        return text
    }

    private static func manual() throws -> String { try self.text(of: "Deploy/manual/starbridge.yaml.5.md") }

    private static func text(of file: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }

    private static func samples(in text: String) -> [String] {
        text.components(separatedBy: "```yaml\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
    }

    /// The samples of the README, one after the other, are a file that can be used.
    @Test func theSamplesOfTheReadmeAreRead() throws {
        let samples = Self.samples(in: try Self.text(of: "README.md"))
        try #require(samples.count > 1)
        let file = samples.joined().replacing("${CREDENTIALS_DIRECTORY}", with: "/etc/starbridge")
        #expect(Self.problems(file) == [])
    }

    /// The sample that shows everything shows what is meant where it is left out.
    @Test func theSampleOfTheManualIsTheDefault() throws {
        let sample = try #require(
            Self.samples(in: Self.manual()).first { $0.contains("tokens_file:") }
        )
        .replacing("dn: \"…\", password_file: \"…\"", with: "dn: \"cn=a\", password_file: \"/p\"")
        .replacing("  tls: { ca_file: /etc/ssl/certs/acme-ca.pem, start_tls: false }\n", with: "")
        // What limits are where nothing is said is known by those who keep them.
        let limits = try #require(sample.firstRange(of: "limits:"))
        let rest = try #require(sample.firstRange(of: "\ndirectory:"))
        let unlimited = sample.replacingCharacters(in: limits.lowerBound..<rest.lowerBound, with: "")
        let short = """
            directory:
              servers: [ldaps://ldap1.acme.example]
              bind: { dn: "cn=a", password_file: "/p" }
            users: { base: "ou=people,dc=acme,dc=example" }
            groups: { base: "ou=groups,dc=acme,dc=example" }
            """
        #expect(Self.problems(sample) == [])
        let (left, right) = (try Settings(yaml: unlimited, file: "f"), try Settings(yaml: short, file: "f"))
        for (left, right) in [(left.users, right.users), (left.groups[0], right.groups[0])] {
            #expect(left.rules == right.rules && left.filter == right.filter && left.scope == right.scope)
            #expect(left.objectClasses == right.objectClasses && left.rdn == right.rdn)
            #expect(left.activation == right.activation && left.deletion == nil)
            #expect(left.revival == right.revival && left.renaming == right.renaming)
        }
        #expect(left.listeners.map(\.place) == right.listeners.map(\.place) && left.baseURL == right.baseURL)
        #expect(left.journal.directory == right.journal.directory && left.journal.isRequired)
        #expect(left.tokensFile == right.tokensFile && left.directory.dialect == right.directory.dialect)
        #expect(left.directory.connections == right.directory.connections)
        #expect(left.directory.timeout == right.directory.timeout)
    }

    @Test func theManualNamesEveryKey() throws {
        let manual = try Self.manual()
        let words = Set(manual.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        for key in Key.all { #expect(words.contains(key.name), "\(key)") }
    }
}

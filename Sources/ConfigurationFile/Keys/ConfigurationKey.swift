/// One key of the configuration file: what the reader accepts, what "did you mean" suggests, and what manuals say of it.
///
/// ``all`` is the one place where a key is declared.
public struct ConfigurationKey: Hashable, Sendable {
    /// A mapping of the file, by the path of its keys; `[]` stands for each element of a list, `*` for each key of one's own.
    public enum Section: String, Hashable, Sendable, CaseIterable {
        /// The file itself.
        case file = ""
        /// An address that is listened on.
        case listener = "listen[]"
        /// The files of a listener with TLS.
        case listenerTLS = "listen[].tls"
        /// What clients may take of the service.
        case limits
        /// What holds changes that cannot be meant.
        case `guard`
        /// The limit of one kind of change.
        case guardLimit = "guard.*"
        /// Who is told when one is held.
        case guardNotice = "guard.on_trip"
        /// Where metrics are scraped.
        case metrics
        /// The administrator's page.
        case console
        /// The files of its TLS.
        case consoleTLS = "console.tls"
        /// How the log is written.
        case log
        /// How the journal of changes is kept.
        case journal
        /// Access tokens, and the tokens of Entra ID.
        case oauth
        /// Tokens of Entra ID that come with calls.
        case oauthDirect = "oauth.direct"
        /// Clients that show a token of Entra ID in the place of a secret.
        case oauthFederated = "oauth.federated[]"
        /// The directory.
        case directory
        /// The account in the directory.
        case bind = "directory.bind"
        /// How the servers are verified.
        case directoryTLS = "directory.tls"
        /// How people are kept.
        case users
        /// How groups are kept.
        case groups
        /// The rules of users or groups, whose keys are SCIM attributes.
        case rules = "attributes"
        /// One rule that says more than the name of an LDAP attribute.
        case rule = "attributes.*"
        /// Which of several values a rule means.
        case choice = "attributes.*.choose"
        /// How a rule makes first passwords.
        case password = "attributes.*.generate"
        /// What no client sends, whose keys are LDAP attributes.
        case computations = "computed"
        /// One LDAP attribute of these, where more is said than its value.
        case computation = "computed.*"
        /// The extensions of one's own, whose keys are their URNs.
        case schemas
        /// One of these extensions.
        case schema = "schemas.*"
        /// Its attributes, whose keys are their names.
        case schemaAttributes = "schemas.*.attributes"
        /// One of its attributes, where more is said than its type.
        case schemaAttribute = "schemas.*.attributes.*"
        /// The tables that expressions look things up in, whose keys are their names.
        case tables
        /// One way to disable people.
        case activation = "users.active[]"
        /// How somebody else looks at the directory.
        case reader
        /// The account of whoever does.
        case readerBind = "reader.bind"
        /// What becomes of what is deleted.
        case deletion = "on_delete"
        /// The value that names new entries.
        case naming = "rdn"
        /// Where entries are below the base.
        case placement = "place"
        /// The places of values, whose keys are the values.
        case placeTable = "place.table"
        /// A value that entries are given and that nobody sends.
        case allocation = "allocate[]"
    }

    /// What stands under a key.
    public enum Kind: Hashable, Sendable {
        /// A text, which the reader explains where it is wrong.
        case text
        /// One of these texts.
        case word([String])
        /// A list of texts.
        case texts
        /// A text, or a list of them.
        case oneOrMoreTexts
        /// `true` or `false`.
        case flag
        /// A whole number.
        case number(ClosedRange<Int>)
        /// A length of time such as `10s`, `500ms` or `1m`.
        case duration
        /// The path of a file, in which `${CREDENTIALS_DIRECTORY}` is expanded.
        case path
        /// The name of an entry.
        case distinguishedName
        /// A mapping.
        case section(Section)
        /// A list of mappings.
        case sections(Section)
        /// A mapping, or a list of them.
        case oneOrMore(Section)
        /// A text, or a mapping that says more.
        case textOr(Section)
    }

    /// When a key belongs into its section: another key of it has this value, or is left out where that is nil.
    public struct Condition: Hashable, Sendable {
        /// The other key.
        public let key: String
        /// Its value.
        public let value: String?
    }

    /// The mapping that the key stands in.
    public let section: Section
    /// The key.
    public let name: String
    /// What stands under it.
    public let kind: Kind
    /// Whether a section without it is refused.
    public let isRequired: Bool
    /// What is meant where it is left out, as the file would say it; nil where nothing is, or where that depends on other keys.
    public let defaultValue: String?
    /// When it may be there.
    public let condition: Condition?
    /// What older versions called it: a file that does so is told the new name.
    public let formerNames: [String]
    /// What it is for, in one sentence.
    public let summary: String

    init(
        _ section: Section, _ name: String, _ kind: Kind, isRequired: Bool = false, default defaultValue: String? = nil,
        if condition: Condition? = nil, formerly formerNames: [String] = [], _ summary: String
    ) {
        self.section = section
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.condition = condition
        self.formerNames = formerNames
        self.summary = summary
    }
}

extension ConfigurationKey {
    /// A text without characters as the file says it: a default that can be written down.
    static let emptyText = "\"\""

    /// All keys, in the order in which a file has them.
    public static let all: [ConfigurationKey] =
        ServiceKeys.all + GuardKeys.all + OAuthKeys.all + MonitoringKeys.all + ConsoleKeys.all + JournalKeys.all
        + DirectoryKeys.all
        + MappingKeys.all
        + RuleKeys.all
        + ComputedKeys.all
        + ChoiceKeys.all
        + SchemaKeys.all
        + StrategyKeys.all
        + ReaderKeys.all

    /// The keys of a section.
    public static func keys(of section: Section) -> [ConfigurationKey] {
        self.all.filter { $0.section == section }
    }

    /// The mapping that stands under the key, or in its list; nil for a value.
    var nested: Section? {
        switch self.kind {
        case .section(let section), .sections(let section), .oneOrMore(let section), .textOr(let section):
            section
        case .text, .word, .texts, .oneOrMoreTexts, .flag, .number, .duration, .path, .distinguishedName: nil
        }
    }
}

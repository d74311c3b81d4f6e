public import Authentication
import LDAP
import SCIM
public import Translator

/// The configuration of one bridge, checked; the file is read by ``Settings/init(contentsOf:)``.
public struct Settings: Sendable {
    /// The path of the file, for messages.
    public var file: String
    /// The addresses that the bridge listens on.
    public var listeners: [Listener]
    /// The URL that clients use, without a slash at its end.
    public var baseURL: String
    /// Where calls arrive, if a proxy has changed the path.
    public var basePath: String?
    /// Where the digests of the secret tokens are.
    public var tokensFile: String
    /// Where commands reach the daemon; nil for the usual place.
    public var controlSocket: String?
    /// How calls are treated.
    public var mode = Mode.serve
    /// The address where the service is watched; nil for none.
    public var metrics: Listener?
    /// The administrator's page; nil for none.
    public var console: Console?
    /// How the log is written.
    public var log = Log()
    /// How the journal of changes is kept.
    public var journal: Journal
    /// Access tokens, and the tokens of Entra ID.
    public var oauth: OAuthOptions
    /// What clients may take of the service.
    public var limits: Limits
    /// How many changes of each kind pass without an administrator.
    public var `guard`: Guard
    /// The directory and the account that the bridge uses in it.
    public var directory: Directory
    /// How people are kept.
    public var users: Mapping
    /// How groups are kept, the kind of new ones first; none where only users are served.
    public var groups: [Mapping]
    /// How somebody else looks at the directory, where the file says it.
    public var reader: Reader?
    /// Where the file says what the mappings are made of.
    var places: Places
    /// What works, but hardly as it was meant.
    public var warnings: [ConfigurationError.Problem]

    /// What is served, users first.
    public var mappings: [Mapping] { [self.users] + self.groups }

    /// Everything that is listened on: for callers, and for those who watch the service.
    public var addresses: [Listener] { self.listeners + [self.metrics].compactMap(\.self) }

    /// Says what is wrong with a section, and where the file says it.
    public func problem(_ problem: Mapping.Problem, in section: String) -> ConfigurationError.Problem {
        self.places.problem(problem, in: section, of: self.file)
    }
}

extension Settings {
    /// Reads and checks a configuration file and the files that it names.
    /// - Throws: ``ConfigurationError`` with everything that is wrong with it.
    public init(contentsOf path: String) throws(ConfigurationError) {
        try self.init(ConfigurationDocument(contentsOf: path), looksAtFiles: true)
    }

    /// Reads and checks a configuration that is not written yet, and the files that it names; `file` is where it is to be.
    /// - Throws: ``ConfigurationError`` with everything that is wrong with it.
    public init(text: String, for file: String) throws(ConfigurationError) {
        try self.init(ConfigurationDocument(yaml: text, file: file), looksAtFiles: true)
    }

    /// Reads and checks the text of a configuration file; `file` names it in errors.
    /// - Throws: ``ConfigurationError`` with everything that is wrong with it.
    init(yaml: String, file: String) throws(ConfigurationError) {
        try self.init(ConfigurationDocument(yaml: yaml, file: file), looksAtFiles: false)
    }

    private init(_ document: ConfigurationDocument, looksAtFiles: Bool) throws(ConfigurationError) {
        let collector = ProblemCollector(file: document.file, looksAtFiles: looksAtFiles)
        let root = ConfigurationSection(file: document.root, collector: collector)
        let listeners = Self.listeners(root)
        let baseURL = root.parsed("base_url", TenantURL.base) ?? TenantURL.standard(listeners)
        let basePath = root.parsed("base_path", TenantURL.path)
        let tokensFile = Self.tokensFile(root)
        let controlSocket = root.parsed("control_socket", Secrets.expanded)
        TenantURL.examine(baseURL, root)
        let directory = root.requiredSection("directory").flatMap(Directory.init(section:))
        let oauth = root.section("oauth").map { OAuthReader($0).options() } ?? OAuthOptions()
        FileExamination(of: root).tokens(tokensFile, besides: oauth)
        let limits = root.section("limits").map(Limits.init(section:)) ?? Limits()
        let changes = Guard(root)
        let tables = root.section("tables").map { TableReader(parent: $0).tables() } ?? [:]
        let extensions = root.section("schemas").map { SchemaReader(parent: $0).extensions() } ?? []
        func reader(_ section: ConfigurationSection, ofGroups: Bool) -> MappingReader {
            MappingReader(
                section, kind: directory?.dialect, tables: tables,
                extensions: extensions.filter { $0.isOfGroups == ofGroups }.map(\.schema))
        }
        let servesGroups = root.node("groups") != nil
        let groups = GroupKindsReader(root) { reader($0, ofGroups: true) }.mappings()
        let users = root.requiredSection("users").flatMap {
            reader($0, ofGroups: false).users(besideGroups: servesGroups, of: groups)
        }
        if let users { for kind in groups { MappingReader.check(kind, beside: users, root) } }
        if let directory, let users { MappingReader.check(users, in: directory, root) }
        let reader = root.section("reader").flatMap { section in
            Reader(section: section, besides: (users?.base ?? DistinguishedName([]), users?.scope ?? .subtree))
        }
        let mode = root.word("mode") { Mode(rawValue: $0) } ?? .serve
        let metrics = root.section("metrics").flatMap { Listener(monitoring: $0, besides: listeners) }
        let console = root.section("console").flatMap {
            Console(section: $0, besides: listeners + [metrics].compactMap(\.self))
        }
        let log = root.section("log").map(Log.init(section:)) ?? Log()
        let journal = Journal(root.section("journal"), besides: tokensFile)
        root.refuseUnknownKeys()
        guard collector.problems.isEmpty, let directory, let users else {
            throw ConfigurationError(collector.problems)
        }
        self.init(
            file: document.file, listeners: listeners, baseURL: baseURL, basePath: basePath, tokensFile: tokensFile,
            controlSocket: controlSocket, mode: mode, metrics: metrics, console: console, log: log, journal: journal,
            oauth: oauth, limits: limits, guard: changes, directory: directory, users: users, groups: groups,
            reader: reader,
            places: Places(document.root, extensions.map(\.schema.id)),
            warnings: collector.warnings
        )
    }

    /// Reads where the tokens are, and nothing else: a token can be revoked while other parts of the file are wrong, and
    /// where systemd's credentials are not at hand.
    /// - Throws: ``ConfigurationError`` if the file cannot be read so far.
    public static func tokensFile(in path: String) throws(ConfigurationError) -> TokensFile {
        let collector = ProblemCollector(file: path)
        let document = try ConfigurationDocument(contentsOf: path)
        let tokensFile = Self.tokensFile(ConfigurationSection(file: document.root, collector: collector))
        guard collector.problems.isEmpty else { throw ConfigurationError(collector.problems) }
        return TokensFile(path: tokensFile)
    }

    /// Reads where the journal is, and nothing else: it can be read while other parts of the file are wrong.
    /// - Throws: ``ConfigurationError`` if the file cannot be read so far.
    public static func journal(in path: String) throws(ConfigurationError) -> Journal {
        let collector = ProblemCollector(file: path)
        let root = ConfigurationSection(file: try ConfigurationDocument(contentsOf: path).root, collector: collector)
        let journal = Journal(root.section("journal"), besides: Self.tokensFile(root))
        guard collector.problems.isEmpty else { throw ConfigurationError(collector.problems) }
        return journal
    }

    /// Reads where commands reach the daemon, and nothing else: what is wrong elsewhere in the file is the daemon's to tell.
    ///
    /// Nil where the file does not say it, or cannot be read so far.
    public static func controlSocket(in path: String) -> String? {
        guard let document = try? ConfigurationDocument(contentsOf: path) else { return nil }
        let collector = ProblemCollector(file: path)
        return ConfigurationSection(file: document.root, collector: collector)
            .parsed("control_socket", Secrets.expanded)
    }

    private static func tokensFile(_ root: ConfigurationSection) -> String {
        root.parsed("tokens_file", Secrets.expanded) ?? "/var/lib/starbridge/tokens.json"
    }

    private static func listeners(_ root: ConfigurationSection) -> [Listener] {
        guard let sections = root.sections("listen") else {
            return [Listener(place: .address(host: "127.0.0.1", port: 8080))]
        }
        return sections.compactMap(Listener.init(section:))
    }
}

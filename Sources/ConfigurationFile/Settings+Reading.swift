public import Authentication
import Encodings
import Foundation
import LDAP
import Translator
import Yams

extension Settings {
    /// Reads and checks a configuration file and the files that it names.
    /// - Throws: ``ConfigurationError`` with everything that is wrong with it.
    public init(contentsOf path: String) throws(ConfigurationError) {
        try self.init(yaml: try Self.text(of: path), file: path, looksAtFiles: true)
    }

    /// Reads where the tokens are, and nothing else: a token can be revoked while other parts of the file are wrong, and
    /// where systemd's credentials are not at hand.
    /// - Throws: ``ConfigurationError`` if the file cannot be read so far.
    public static func tokensFile(in path: String) throws(ConfigurationError) -> TokensFile {
        let collector = ProblemCollector(file: path)
        let yaml = try Self.compose(try Self.text(of: path), file: path)
        let tokensFile = Self.tokensFile(ConfigurationSection(file: yaml, collector: collector))
        guard collector.problems.isEmpty else { throw ConfigurationError(collector.problems) }
        return TokensFile(path: tokensFile)
    }

    private static func text(of path: String) throws(ConfigurationError) -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(file: path, reason: "cannot be read; does it exist, and may this user read it?")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: path, reason: "is not UTF-8 text")
        }
        return text
    }

    /// Reads and checks the text of a configuration file; `file` names it in errors.
    /// - Throws: ``ConfigurationError`` with everything that is wrong with it.
    init(yaml: String, file: String, looksAtFiles: Bool = false) throws(ConfigurationError) {
        let collector = ProblemCollector(file: file, looksAtFiles: looksAtFiles)
        let content = try Self.compose(yaml, file: file)
        let root = ConfigurationSection(file: content, collector: collector)
        let listeners = Self.listeners(root)
        let baseURL = root.parsed("base_url", Self.baseURL) ?? Self.defaultBaseURL(listeners)
        let basePath = root.parsed("base_path", Self.basePath)
        let tokensFile = Self.tokensFile(root)
        root.examineBaseURL(baseURL)
        root.examineTokens(tokensFile)
        let directory = root.requiredSection("directory").flatMap(Directory.init(section:))
        let limits = root.section("limits").map(Limits.init(section:)) ?? Limits()
        let servesGroups = root.node("groups") != nil
        let users = root.requiredSection("users").flatMap { Mapping(users: $0, besideGroups: servesGroups) }
        let groups = root.section("groups").flatMap(Mapping.init(groups:))
        if let users, let groups { groups.check(root, beside: users) }
        if root.node("reader") != nil {
            root.report("reader: this version of Starbridge has no reader; remove it", at: root.mark(of: "reader"))
        }
        root.refuseUnknownKeys()
        guard collector.problems.isEmpty, let directory, let users else {
            throw ConfigurationError(collector.problems)
        }
        self.init(
            file: file, listeners: listeners, baseURL: baseURL, basePath: basePath, tokensFile: tokensFile,
            limits: limits, directory: directory, users: users, groups: groups, places: Places(content),
            warnings: collector.warnings
        )
    }

    private static func compose(_ yaml: String, file: String) throws(ConfigurationError) -> Node {
        // A byte order mark says nothing in UTF-8; editors of Windows write one.
        let yaml = yaml.unicodeScalars.first == "\u{FEFF}" ? String(yaml.unicodeScalars.dropFirst()) : yaml
        do {
            return try Yams.compose(yaml: yaml) ?? Node([(Node, Node)]())
        } catch let error as YamlError {
            throw ConfigurationError([Self.tab(in: yaml, file) ?? error.problem(in: file)])
        } catch {
            throw ConfigurationError(file: file, reason: "\(error)")
        }
    }

    /// The first line that is indented with a tab, which is what most files that YAML cannot read have.
    private static func tab(in yaml: String, _ file: String) -> ConfigurationError.Problem? {
        let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let indentation = line.prefix { $0 == " " || $0 == "\t" }
            guard let tab = indentation.firstIndex(of: "\t") else { continue }
            return .init(
                file: file, line: index + 1, column: line.distance(from: line.startIndex, to: tab) + 1,
                reason: "the line is indented with a tab, which YAML does not allow: use spaces")
        }
        return nil
    }

    private static func tokensFile(_ root: ConfigurationSection) -> String {
        root.parsed("tokens_file", Secrets.expanded) ?? "/var/lib/starbridge/tokens.json"
    }

    private static func listeners(_ root: ConfigurationSection) -> [Listener] {
        guard let sections = root.sections("listen") else { return [Listener(host: "127.0.0.1", port: 8080)] }
        return sections.compactMap(Listener.init(section:))
    }

    private static func baseURL(_ text: String) throws(ConfigurationReason) -> String {
        guard let url = URL(string: text), ["https", "http"].contains(url.scheme), url.host != nil,
            url.fragment == nil
        else {
            throw ConfigurationReason("must be the whole Tenant URL, such as https://scim.example.com/scim/v2")
        }
        guard url.query == nil else {
            throw ConfigurationReason(
                "leave out ?\(url.query ?? ""): flags such as Entra's aadOptscim062020 belong into the Tenant URL in Entra alone, "
                    + "and make no difference here")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private static func basePath(_ text: String) throws(ConfigurationReason) -> String {
        guard text.hasPrefix("/"), !text.contains(where: { "?#%".contains($0) || $0.isWhitespace }) else {
            throw ConfigurationReason("must be the path of the calls that a proxy passes on, such as /scim/v2 or /")
        }
        return text
    }

    private static func defaultBaseURL(_ listeners: [Listener]) -> String {
        guard let first = listeners.first else { return "http://127.0.0.1:8080/scim/v2" }
        let host = first.host.contains(":") ? "[\(first.host)]" : first.host
        return "\(first.tls == nil ? "http" : "https")://\(host):\(first.port)/scim/v2"
    }
}

extension Settings.Listener {
    fileprivate init?(section: ConfigurationSection) {
        let address = section.requiredParsed("address", Self.address)
        let tls = section.section("tls").flatMap(Settings.TLS.init(section:))
        let allowsPlaintext = section.flag("allow_plaintext")
        section.refuseUnknownKeys()
        guard let address else { return nil }
        self.init(host: address.host, port: address.port, tls: tls)
        if tls == nil, section.node("tls") == nil, !allowsPlaintext, !self.host.isLoopbackHost {
            section.report(
                "\(section.name) would receive the secret token unencrypted; add tls, listen on 127.0.0.1 behind a "
                    + "proxy, or set allow_plaintext: true", at: section.mark
            )
        }
    }

    /// Splits `host:port`; an IPv6 address stands in brackets.
    /// - Throws: ``ConfigurationReason``.
    public static func address(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw ConfigurationReason("must be host:port, such as 0.0.0.0:8443 or [::]:8443") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw ConfigurationReason("must name a host before the port, such as 0.0.0.0") }
        return (String(host), port)
    }
}

extension Settings.TLS {
    fileprivate init?(section: ConfigurationSection) {
        let certificate = section.requiredParsed("certificate", Secrets.expanded)
        let key = section.requiredParsed("key", Secrets.expanded)
        section.refuseUnknownKeys()
        guard let certificate, let key else { return nil }
        self.init(certificate: certificate, key: key)
        section.examineIdentity(self)
    }
}

extension ConfigurationSection {
    /// The section under a key that must be there.
    func requiredSection(_ key: String) -> ConfigurationSection? {
        let section = self.section(key)
        if section == nil { self.report("\(self.path(key)) is missing", at: self.mark) }
        return section
    }
}

extension YamlError {
    fileprivate func problem(in file: String) -> ConfigurationError.Problem {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .init(file: file, line: mark.line, column: mark.column, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            .init(
                file: file, line: context.mark.line, column: context.mark.column,
                reason: "the keys \(duplicates.joined(separator: ", ")) stand twice in the same mapping"
            )
        default: .init(file: file, reason: "\(self)")
        }
    }
}

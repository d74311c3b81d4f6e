import Authentication
import Bridge
public import ConfigurationFile
import Foundation
import LDAP
import LDAPClient
public import Logging
public import Survey
import Translator

/// Everything that can be known before the first call, looked at with connections of its own.
public struct CheckRun {
    private let settings: Settings
    private let logger: Logger
    private let tell: (CheckFinding) -> Void
    /// Whom Entra has, where that is known.
    public var sample: PeopleSample?
    /// Whether an entry is made and taken away again.
    public var probes = false

    /// Prepares the checks of a configuration that was read; `tell` hears of each finding at once.
    public init(of settings: Settings, logger: Logger, tell: @escaping (CheckFinding) -> Void) {
        self.settings = settings
        self.logger = logger
        self.tell = tell
    }

    /// Looks; nothing is written, but by a probe.
    ///
    /// What the directory does not tell is a finding, too.
    /// - Throws: what keeps the connections from being made.
    public func run() async throws {
        self.tell(
            CheckFinding(
                "configuration", self.settings.file, .ok,
                "\(self.settings.file) has no errors, nor have the files that it names."))
        for warning in self.settings.warnings {
            self.tell(CheckFinding("configuration", self.settings.file, .warning, "\(warning)"))
        }
        for listener in self.settings.listeners {
            if let finding = Self.finding(of: listener, self.settings.file) { self.tell(finding) }
        }
        self.tell(Self.finding(of: self.settings.guard))
        let tokens = TokensFile(path: self.settings.tokensFile)
        await ClientCheck(tokens: tokens, options: self.settings.oauth).run(tell: self.tell)
        guard await ServerCheck(self.settings.client).run(tell: self.tell) else {
            self.tell(
                CheckFinding(
                    "directory", "directory", .warning,
                    "Nothing else could be looked at, because no server takes the bridge's account."))
            return
        }
        let own = Client(configuration: self.settings.client, logger: self.logger)
        let other = self.settings.reader?.bind.map {
            Client(configuration: self.settings.client(as: $0), logger: self.logger)
        }
        try await [own, other].compactMap(\.self).running(logger: self.logger) {
            await self.look(
                ClientDirectory(client: own), asReader: other.map { ClientDirectory(client: $0) })
        }
    }

    /// How many changes pass without an administrator.
    static func finding(of changes: Settings.Guard) -> CheckFinding {
        if changes.limits.isEmpty {
            return CheckFinding(
                "guard", "guard", .warning, "Nothing is held, however much is disabled or deleted at once.",
                advice: "Take guard: off out of the configuration.")
        }
        let limits = changes.limits.map { "\($0.kind.rawValue) \($0.text)" }.joined(separator: ", ")
        let off = Settings.Guard.Kind.allCases.filter { kind in !changes.limits.contains { $0.kind == kind } }
        return CheckFinding(
            "guard", "guard", .ok,
            "More than this waits for `starbridge guard release`: \(limits)."
                + (off.isEmpty ? "" : " Off: \(off.map(\.rawValue).joined(separator: ", ")).")
                + " The larger of most and share counts, and a normal day should not reach it.")
    }

    /// Until when the certificate of a listener is good; nil for one without TLS.
    static func finding(of listener: Settings.Listener, _ file: String, now: Date = Date()) -> CheckFinding? {
        guard let tls = listener.tls, let end = (try? ListenerIdentity(tls, file: file))?.expires else { return nil }
        let days = ExpiryNotice.days(until: end, at: now)
        let words = "The certificate of \(listener.place) (\(tls.certificate))"
        let date = end.formatted(.iso8601.year().month().day())
        guard days >= 0 else {
            return CheckFinding(
                "tls.listener", "\(listener.place)", .failure, "\(words) has expired on \(date).",
                advice: "Renew it; a running daemon takes up the new file by itself.")
        }
        return CheckFinding(
            "tls.listener", "\(listener.place)", days < 30 ? .warning : .ok,
            "\(words) is good until \(date)" + (days < 30 ? ": in \(days) days nobody can connect any more." : "."),
            advice: days < 30 ? "Renew it; a running daemon takes up the new file by itself." : nil)
    }

    private func look(_ directory: ClientDirectory, asReader other: ClientDirectory?) async {
        for (section, check) in self.settings.checks(of: directory) {
            let start = StartCheck(section, check) { [settings] in "\(settings.problem($0, in: section))" }
            for finding in await start.findings() { self.tell(finding) }
        }
        let dialect = self.settings.directory.dialect
        do {
            // A kind that nobody knows is a finding of the start's checks.
            guard
                let checked = try await CheckedDirectory(
                    self.settings.mappings, dialect: dialect, directory: directory,
                    account: self.settings.directory.bind.account)
            else { return }
            let people = KeptPeople(mapping: self.settings.users, dialect: dialect, directory: directory)
            let reader = self.settings.reader.map { (view: $0.view(of: other ?? directory), people: people) }
            await CheckList(checked, reader: reader, sample: self.sample, isProbed: self.probes).run(tell: self.tell)
            if self.probes { await self.probe(checked, asReader: reader?.view) }
        } catch {
            self.tell(
                CheckFinding(
                    "directory", "directory", .warning, "Nothing else could be looked at, because \(error)."))
        }
    }

    /// Makes an entry by what serves calls, without what a start must have proved first: the probe is to prove it.
    private func probe(_ checked: CheckedDirectory, asReader reader: ReaderView?) async {
        let provisioner = Provisioner(
            mapping: self.settings.users, dialect: self.settings.directory.dialect, directory: checked.directory,
            options: self.settings.options, logger: self.logger)
        let configuration = self.settings.client
        let probe = await Probe(checked, provisioner, reader: reader) { name, password in
            var configuration = configuration
            configuration.credentials = .simple(dn: name, password: { Array(password.utf8) })
            return await SignIn(configuration)
        }
        await probe.run(tell: self.tell)
    }
}

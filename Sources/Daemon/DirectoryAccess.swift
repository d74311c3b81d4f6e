import Authentication
import Bridge
import ConfigurationFile
import LDAPClient
import Logging
import Safeguards

/// The way to the directory that a configuration describes, and what is known of the directory.
struct DirectoryAccess: Sendable {
    /// Makes and keeps the connections while it runs.
    let client: Client
    /// The directory as the use cases see it.
    let directory: ClientDirectory
    /// What has been found out, which writes depend on.
    let clearance: Clearance
    /// How provisioners treat the directory.
    let options: Provisioner.Options
    /// Where plans are written down before they are applied; nil where none are applied.
    let journal: Safeguards.Journal?

    /// Prepares the way; nothing is connected before ``client`` runs.
    ///
    /// In the place of a former one, it knows which password the directory has refused. Without a journal nothing is written down,
    /// and without `changes` nothing is held.
    init(
        _ settings: Settings, succeeding former: DirectoryAccess? = nil, journal: Safeguards.Journal? = nil,
        guardedBy changes: Guard? = nil, logger: Logger
    ) {
        let clearance = Clearance()
        var options = settings.options
        options.clearance = clearance
        options.cursors = CursorSecret(file: TokensFile(path: settings.tokensFile), logger: logger)
        if let journal {
            let terms = settings.journalTerms
            options.isRecorded = true
            options.safeguards = { JournalExecutor(next: $0, journal: journal, terms: terms) }
        }
        if let changes {
            let people = settings.users
            // What is held is not begun, and so not written down.
            options.safeguards = { [inner = options.safeguards] in changes.executor(around: inner($0), people: people) }
            options.matched = { changes.noteMatch(in: $0) }
        }
        self.journal = journal
        self.client = Client(configuration: settings.client, succeeding: former?.client, logger: logger)
        self.directory = ClientDirectory(client: self.client)
        self.clearance = clearance
        self.options = options
    }
}

extension DirectoryAccess {
    /// Looks at the directory as `serve` does.
    /// - Throws: ``ConfigurationError`` where that would not start.
    func look(by configuration: Settings) async throws(ConfigurationError) {
        var problems: [ConfigurationError.Problem] = []
        for (section, check) in configuration.checks(of: self.directory) {
            let report = self.clearance.learn(await check.report(), of: section)
            problems += report.problems.map { configuration.problem($0, in: section) }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems) }
    }
}

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

    /// Prepares the way; nothing is connected before ``client`` runs.
    ///
    /// In the place of a former one, it knows which password the directory has refused.
    init(
        _ settings: Settings, succeeding former: DirectoryAccess? = nil, guardedBy changes: Guard? = nil, logger: Logger
    ) {
        let clearance = Clearance()
        var options = settings.options
        options.clearance = clearance
        options.cursors = CursorSecret(file: TokensFile(path: settings.tokensFile), logger: logger)
        if let changes {
            let people = settings.users
            options.safeguards = { changes.executor(around: $0, people: people) }
            options.matched = { changes.noteMatch(in: $0) }
        }
        self.client = Client(configuration: settings.client, succeeding: former?.client, logger: logger)
        self.directory = ClientDirectory(client: self.client)
        self.clearance = clearance
        self.options = options
    }
}

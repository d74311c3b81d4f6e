import ConfigurationFile
import Logging
import Safeguards

extension Settings {
    /// How the journal is kept.
    var journalTerms: JournalTerms {
        JournalTerms(
            directory: self.journal.directory, keep: self.journal.keep, maximumSize: self.journal.maximumSize,
            synchronisation: self.journal.synchronisesEach ? .each : .batch, isRequired: self.journal.isRequired,
            secrets: self.journal.secrets)
    }

    /// The journal: that of a former configuration where the folder is the same; none where nothing is written.
    /// - Throws: ``ConfigurationError`` where it cannot be kept.
    func journal(succeeding former: Safeguards.Journal?, logger: Logger) throws(ConfigurationError)
        -> Safeguards.Journal?
    {
        if self.mode == .observe { return nil }
        if let former, former.isKept(in: self.journal.directory) { return former }
        do {
            return try Safeguards.Journal(self.journalTerms, logger: logger)
        } catch {
            let advice =
                error.kind == .inUse
                ? "" : "; make the folder, give it to the daemon's account, or name another one by journal.directory"
            throw ConfigurationError(file: self.file, reason: "journal: \(error)\(advice)")
        }
    }
}

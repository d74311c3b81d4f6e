import Bridge
import ConfigurationFile
import Control
import Foundation
import Logging
import Safeguards

/// Takes events back by the provisioners of one configuration, for whoever asks by the control socket or by the command alone.
struct UndoDesk: Sendable {
    let settings: Settings
    let access: DirectoryAccess
    let provisioners: [Provisioner]
    let logger: Logger

    /// Takes events back, or tells what that would do.
    /// - Throws: ``Control/ControlError`` where nothing is written here at all.
    func report(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport {
        guard let journal = self.access.journal else {
            throw ControlError(
                "The daemon runs in the mode `observe`, in which nothing is written and no journal is kept; so it takes nothing back."
            )
        }
        let order = Undo.Order(
            principal: principal, requestID: "undo-" + UUID().uuidString.prefix(8).lowercased(),
            mayDelete: request.delete)
        return await Undo(
            request.preview ? self.explaining : self.provisioners,
            archive: JournalArchive(directory: journal.directory), order: order
        ).run(request.events)
    }

    /// Provisioners that write nothing.
    private var explaining: [Provisioner] {
        Explainer(
            mappings: self.settings.mappings, dialect: self.settings.directory.dialect,
            directory: self.access.directory, options: self.access.options, logger: self.logger
        ).provisioners
    }
}

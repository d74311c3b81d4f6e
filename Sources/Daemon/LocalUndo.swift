import Bridge
public import ConfigurationFile
import Control
public import Logging
public import Safeguards
import SCIM

/// Takes events back without a daemon, over connections of its own, while it has the folder of the journal.
public struct LocalUndo: Sendable {
    private let desk: UndoDesk
    private let principal: String

    /// Runs `body` with the way to the directory that a configuration describes.
    ///
    /// - Throws: ``ConfigurationError`` where `serve` would not start either, such as while a daemon has the folder; what `body` throws.
    public static func run<Output: Sendable>(
        by settings: Settings, as principal: String, logger: Logger,
        _ body: @Sendable (LocalUndo) async throws -> Output
    ) async throws -> Output {
        let journal = try settings.journal(succeeding: nil, logger: logger)
        let access = DirectoryAccess(settings, journal: journal, logger: logger)
        return try await [access.client].running(logger: logger) {
            try await access.look(by: settings)
            let provisioners = settings.mappings.map { mapping in
                Provisioner(
                    mapping: mapping, dialect: settings.directory.dialect, directory: access.directory,
                    options: access.options, logger: logger)
            }
            let context = RequestContext(principal: Principal(name: "starbridge"), requestID: "start")
            if let journal, let work = try? await provisioners.first?.work(for: context) {
                await journal.recover(settings.journalTerms, by: work)
            }
            let desk = UndoDesk(settings: settings, access: access, provisioners: provisioners, logger: logger)
            return try await body(LocalUndo(desk: desk, principal: principal))
        }
    }

    /// Takes events back, or tells what that would do.
    /// - Throws: ``Control/ControlError`` where the configuration writes nothing.
    public func report(_ request: UndoRequest) async throws -> UndoReport {
        try await self.desk.report(request, by: self.principal)
    }
}

import Directories
import LDAP
import Translator

/// Writes the steps of plans, each protected against other writers in the way that the server allows.
struct StepWriter: Sendable {
    let directory: any Directory

    /// Writes one step, with controls beside those that protect it.
    /// - Throws: ``LDAPError``, with ``ResultCode/assertionFailed`` where the entry is no more as the step needs it, and with
    ///   ``ResultCode/unavailableCriticalExtension`` where the server cannot check that.
    func write(
        _ step: Plan.Step, controls: [Control] = [], _ book: Rulebook
    ) async throws(LDAPError) -> WriteResult {
        try await self.directory.apply(step.change, options: self.options(step, controls, book))
    }

    /// The controls of one step, and the evidence by which a step whose answer was lost is recognised.
    /// - Throws: ``ResultCode/unavailableCriticalExtension``: a precondition is never left out.
    func options(_ step: Plan.Step, _ controls: [Control], _ book: Rulebook) throws(LDAPError) -> WriteOptions {
        var options = WriteOptions(recovery: step.recovery)
        if let precondition = step.precondition {
            switch book.dialect.concurrency(on: book.server.rootDSE) {
            case .assertion:
                options.controls.append(.assertion(book.dialect.assertion(of: precondition, for: step.change.target)))
            case .exchange, .lock:
                throw LDAPError(
                    .unavailableCriticalExtension,
                    diagnostic:
                        "the server has no assertion control, and so cannot check that \(step.change.target) is unchanged"
                )
            }
        }
        if step.needsPermissiveModify, book.dialect.supportsPermissiveModify(book.server.rootDSE) {
            options.controls.append(.permissiveModify)
        }
        options.controls += controls
        return options
    }
}

public import Logging
public import ServiceLifecycle
import UnixSignals

/// Says that SIGHUP does nothing: administrators and scripts send it to have a configuration read again, and it must not end the
/// daemon, which systemd would take for an orderly end.
public struct HangUpNotice: Service {
    private let logger: Logger

    /// Says it in a log.
    public init(logger: Logger) {
        self.logger = logger
    }

    /// Waits for the signal until the daemon stops.
    public func run() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            self.logger.notice("SIGHUP is ignored. Restart the daemon to have its configuration read again.")
        }
    }
}

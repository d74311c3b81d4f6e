@preconcurrency import Dispatch
import Glibc

/// Lets signals end a piece of work in an orderly way, for as long as it is kept.
public final class DemoInterruption: Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Calls `handler` for each of the signals instead of ending the process.
    public init(on signals: [Int32] = [SIGINT, SIGTERM, SIGHUP], _ handler: @escaping @Sendable () -> Void) {
        self.sources = signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler(handler: handler)
            source.resume()
            return source
        }
    }

    deinit {
        self.sources.forEach { $0.cancel() }
    }
}

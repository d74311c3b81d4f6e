import NIOCore
import NIOPosix

/// What the connections of one event loop have in common.
final class LoopShare: Sendable {
    let executor: EventLoopExecutor
    let date: NIOLoopBound<DateField>

    private static let current = ThreadSpecificVariable<LoopShare>()

    private init(_ eventLoop: any EventLoop) {
        self.executor = EventLoopExecutor(eventLoop)
        self.date = NIOLoopBound(DateField(), eventLoop: eventLoop)
    }

    /// What there is for an event loop, whose thread this is.
    static func of(_ eventLoop: any EventLoop) -> LoopShare {
        if let known = self.current.currentValue { return known }
        let made = LoopShare(eventLoop)
        self.current.currentValue = made
        return made
    }
}

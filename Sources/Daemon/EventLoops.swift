import NIOCore
import NIOPosix

/// The threads of the process that read and write sockets.
enum EventLoops {
    /// One for each core, for as long as the process lives: whatever has a socket uses these, so that a call can stay on its thread.
    static let shared: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
}

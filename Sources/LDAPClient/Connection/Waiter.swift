import Dispatch
import LDAP

/// A caller and what came for it so far.
struct Waiter {
    typealias Continuation = CheckedContinuation<Result<Reply, LDAPError>, Never>

    /// To whom the answer goes.
    enum Receiver {
        case caller(Continuation)
        /// The connection itself, which wants a sign of life.
        case probe
    }

    var request: Request
    var deadline: ContinuousClock.Instant
    var receiver: Receiver
    var entries: [Entry] = []

    /// Ends the wait.
    func resume(_ result: Result<Reply, LDAPError>) {
        switch self.receiver {
        case .caller(let continuation): continuation.resume(returning: result)
        case .probe: break
        }
    }
}

/// What callers, the socket and the timer ask of a connection, in the order in which they ask.
enum Command {
    case submit(Ticket, Waiter)
    case cancel(Ticket)
    /// The socket has something to read.
    case read
    /// The socket takes bytes.
    case write
    /// Time went by.
    case sweep
    /// Ask the server for a sign of life.
    case probe
    /// Finish what is in flight, then end.
    case retire
    /// End now.
    case close
    /// End now, because the server is silent, as another connection has found out.
    case giveUp
}

/// Commands on their way to a connection.
///
/// Whoever finds the connection at rest runs it on its own thread, so that most requests are sent without a change of
/// threads; whoever finds it running leaves the command to the one who runs it.
struct Inbox {
    private var commands: [Command] = []
    private var isRunning = false

    /// Adds a command and returns whether the connection must be run.
    mutating func add(_ command: Command) -> Bool {
        self.commands.append(command)
        defer { self.isRunning = true }
        return !self.isRunning
    }

    /// Takes all commands out; when there are none, the connection is at rest.
    mutating func take() -> [Command] {
        self.isRunning = !self.commands.isEmpty
        defer { self.commands = [] }
        return self.commands
    }
}

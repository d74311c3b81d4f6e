import Dispatch
import LDAP

/// A caller and what came for it so far.
struct Waiter {
    typealias Continuation = CheckedContinuation<Result<Reply, LDAPError>, Never>

    /// To whom the answer goes.
    enum Receiver {
        case caller(Continuation)
        case stream(EntryBuffer)
        /// The connection itself, which wants a sign of life.
        case probe
    }

    var request: Request
    var deadline: ContinuousClock.Instant
    var receiver: Receiver
    var entries: [Entry] = []
    var references: [String] = []
    var wasSent = false

    /// Ends the wait.
    func resume(_ result: Result<Reply, LDAPError>) {
        switch self.receiver {
        case .caller(let continuation): continuation.resume(returning: result)
        case .stream(let buffer): buffer.finish(result)
        case .probe: break
        }
    }
}

/// What callers ask of a connection, in the order in which they ask.
enum Command {
    case submit(Ticket, Waiter)
    case cancel(Ticket)
    /// The reader of a stream has room again.
    case proceed
    /// Finish what is in flight, then end.
    case retire
    /// End now.
    case close
}

/// Commands on their way to a connection's queue, which is woken once for as many as gather.
struct Inbox {
    private var commands: [Command] = []

    /// Adds a command and returns whether the queue must be woken.
    mutating func add(_ command: Command) -> Bool {
        self.commands.append(command)
        return self.commands.count == 1
    }

    /// Takes all commands out.
    mutating func take() -> [Command] {
        defer { self.commands = [] }
        return self.commands
    }
}

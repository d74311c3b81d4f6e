import NIOCore
import Synchronization

/// The seats of all listeners of a process.
public final class ConnectionSeats: Sendable {
    private struct State {
        var limits: ConnectionLimits
        var table: SeatTable
        /// How each connection is ended.
        var cuts: [Int: @Sendable () -> Void] = [:]
        var last = 0
    }

    private let state: Mutex<State>

    /// Prepares as many seats as the limits allow.
    public init(_ limits: ConnectionLimits) {
        self.state = Mutex(State(limits: limits, table: SeatTable(capacity: limits.connections)))
    }

    /// The limits for connections that come from now on; those that are there keep their seats and their limits.
    public var limits: ConnectionLimits {
        get { self.state.withLock { $0.limits } }
        set {
            self.state.withLock { state in
                state.limits = newValue
                state.table.capacity = newValue.connections
            }
        }
    }

    /// How many connections there are.
    public var count: Int { self.state.withLock { $0.table.count } }

    /// Seats a connection under the number that is returned, and cuts another one for it where all seats are taken; nil if there is
    /// no seat.
    func seat(_ cut: @escaping @Sendable () -> Void) -> Int? {
        let (number, victim) = self.state.withLock { state -> (Int?, (@Sendable () -> Void)?) in
            state.last += 1
            switch state.table.came(state.last, now: .now()) {
            case .seated:
                state.cuts[state.last] = cut
                return (state.last, nil)
            case .seatedInsteadOf(let victim):
                state.cuts[state.last] = cut
                return (state.last, state.cuts.removeValue(forKey: victim))
            case .refused: return (nil, nil)
            }
        }
        victim?()
        return number
    }

    /// A connection has shown a token.
    func trust(_ number: Int) {
        self.state.withLock { state in
            state.table.trusted(number)
            state.table.set(number, isBusy: true, now: .now())
        }
    }

    /// A request of a connection begins or has been answered.
    func set(_ number: Int, isBusy: Bool) {
        self.state.withLock { $0.table.set(number, isBusy: isBusy, now: .now()) }
    }

    /// A connection has ended.
    func leave(_ number: Int) {
        self.state.withLock { state in
            state.table.left(number)
            state.cuts[number] = nil
        }
    }
}

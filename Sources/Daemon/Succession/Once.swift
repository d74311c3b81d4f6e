import Synchronization

/// A value that becomes known once, and those who wait for it.
final class Once<Value: Sendable>: Sendable {
    private enum State {
        case open([AsyncStream<Value>.Continuation])
        case known(Value)
    }

    private let state = Mutex(State.open([]))

    /// Makes the value known; what comes later changes nothing.
    func resolve(_ value: Value) {
        let waiting = self.state.withLock { state -> [AsyncStream<Value>.Continuation] in
            guard case .open(let waiting) = state else { return [] }
            state = .known(value)
            return waiting
        }
        for one in waiting {
            one.yield(value)
            one.finish()
        }
    }

    /// Waits for the value; nil if the task is cancelled before it is known.
    func value() async -> Value? {
        let (values, waiting) = AsyncStream.makeStream(of: Value.self)
        let known = self.state.withLock { state -> Value? in
            switch state {
            case .known(let value): return value
            case .open(let others):
                state = .open(others + [waiting])
                return nil
            }
        }
        if let known { return known }
        return await values.first { _ in true }
    }
}

import Synchronization

/// Where calls are taken: the front that answers them may change between two calls.
public final class Reception: Sendable {
    private let shift: Mutex<Shift>

    /// Has a front answer all calls.
    public init(_ front: Front) {
        self.shift = Mutex(Shift(front))
    }

    /// The front that answers the next call.
    public var front: Front { self.shift.withLock { $0.front } }

    /// Has another front answer the calls that begin from now on; returns the shift that ends with the calls under way.
    public func relieve(by front: Front) -> Shift {
        let former = self.shift.withLock { shift in
            defer { shift = Shift(front) }
            return shift
        }
        former.relieved()
        return former
    }

    /// Begins a call; whoever answers it says when it has ended.
    func begin() -> Shift {
        self.shift.withLock { shift in
            shift.begin()
            return shift
        }
    }
}

/// The time in which one front answers the calls that begin.
public final class Shift: Sendable {
    private struct State {
        var calls = 0
        var isRelieved = false
    }

    let front: Front
    private let state = Mutex(State())
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    fileprivate init(_ front: Front) {
        self.front = front
        (self.ended, self.end) = AsyncStream.makeStream()
    }

    /// Returns when another front has taken over and the last call is answered, or the task is cancelled.
    public func lastCall() async {
        for await _ in self.ended {}
    }

    fileprivate func begin() {
        self.state.withLock { $0.calls += 1 }
    }

    /// A call of this shift is answered.
    func answered() {
        let isLast = self.state.withLock { state in
            state.calls -= 1
            return state.isRelieved && state.calls == 0
        }
        if isLast { self.end.finish() }
    }

    fileprivate func relieved() {
        let isOver = self.state.withLock { state in
            state.isRelieved = true
            return state.calls == 0
        }
        if isOver { self.end.finish() }
    }
}

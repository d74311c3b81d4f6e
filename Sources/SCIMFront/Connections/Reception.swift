import Synchronization

/// Where calls are taken: the front that answers them may change between two calls.
public final class Reception: Sendable {
    private let shift: Mutex<Shift>

    /// Has a front answer all calls.
    public init(_ front: any Responder) {
        self.shift = Mutex(Shift(front))
    }

    /// The front that answers the next call.
    public var front: any Responder { self.shift.withLock { $0.front } }

    /// Has another front answer the calls that begin from now on; returns the shift that ends with the calls under way.
    public func relieve(by front: any Responder) -> Shift {
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
    let front: any Responder
    /// The calls under way.
    private let calls = Atomic(0)
    private let isRelieved = Atomic(false)
    private let ended: AsyncStream<Void>
    private let end: AsyncStream<Void>.Continuation

    fileprivate init(_ front: any Responder) {
        self.front = front
        (self.ended, self.end) = AsyncStream.makeStream()
    }

    /// Returns when another front has taken over and the last call is answered, or the task is cancelled.
    public func lastCall() async {
        for await _ in self.ended {}
    }

    fileprivate func begin() {
        self.calls.add(1, ordering: .sequentiallyConsistent)
    }

    /// A call of this shift is answered.
    func answered() {
        let left = self.calls.subtract(1, ordering: .sequentiallyConsistent).newValue
        if left == 0, self.isRelieved.load(ordering: .sequentiallyConsistent) { self.end.finish() }
    }

    /// No further call begins.
    fileprivate func relieved() {
        self.isRelieved.store(true, ordering: .sequentiallyConsistent)
        if self.calls.load(ordering: .sequentiallyConsistent) == 0 { self.end.finish() }
    }
}

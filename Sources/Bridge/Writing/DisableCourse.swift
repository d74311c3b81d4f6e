import SCIM

/// The course of a PATCH that disables somebody, from one refusal to the next, until the disable is written.
///
/// Entra: a disable is never lost for what comes beside it. The whole is tried first. If it is refused, what the bridge would
/// refuse beside the disable is found out by rehearsals, which write nothing, and left out; if that is nothing, the directory has
/// refused the whole, and the disable is tried alone. This is what differs from RFC 7644 section 3.5.2, where one
/// operation that fails takes all others with it.
///
/// | state | the directory has it | refused | rehearsed |
/// |---|---|---|---|
/// | whole | answered | sifting | |
/// | sifting | | halves of what was refused | the next part |
/// | rest | answered | alone | |
/// | alone | answered | given up | |
struct DisableCourse {
    /// What is to be done next.
    enum Action: Equatable {
        /// Write it, and answer if that succeeds.
        case apply(Patch)
        /// Find out whether the bridge would refuse it.
        case rehearse(Patch)
        /// Tell the client that nothing was disabled, and why.
        case giveUp(SCIMError)
    }

    /// What is not written with the disable.
    struct LeftOut: Equatable {
        /// What it is on, without values.
        var name: String
        /// Why it was refused.
        var error: SCIMError
    }

    private enum State {
        case whole
        /// A part is rehearsed, after the whole was refused for this reason.
        case sifting(Range<Int>, after: SCIMError)
        case rest
        case alone
    }

    /// The most rehearsals; what has not been decided by then is left out.
    private static let maximumRehearsals = 64

    private let wish: DisablingPatch
    private var state = State.whole
    /// The operations that can be planned with the disable, in their order.
    private var kept: [Int] = []
    /// The operations that are still to be rehearsed, the first ones last.
    private var waiting: [Range<Int>] = []
    private var rehearsals = 0
    /// What is not written with the disable, as far as that is known.
    private(set) var leftOut: [LeftOut]

    init(_ wish: DisablingPatch) {
        self.wish = wish
        self.leftOut = wish.faults.map { LeftOut(name: $0.name, error: $0.error) }
    }

    /// What is to be done first.
    var start: Action { .apply(self.patch(beside: Array(self.wish.others.indices))) }

    /// The patch of the last action was refused.
    mutating func refused(_ error: SCIMError) -> Action {
        guard error.leavesTheDisable else { return .giveUp(error) }
        switch self.state {
        case .whole where self.wish.others.isEmpty: return .giveUp(error)
        case .whole:
            self.waiting = [self.wish.others.indices]
            return self.sift(after: error)
        case .sifting(let part, after: let reason) where part.count == 1:
            self.leaveOut(part, error)
            return self.sift(after: reason)
        case .sifting(let part, after: let reason):
            let middle = part.lowerBound + part.count / 2
            self.waiting += [middle..<part.upperBound, part.lowerBound..<middle]
            return self.sift(after: reason)
        case .rest: return self.alone(after: error)
        case .alone: return .giveUp(error)
        }
    }

    /// The patch of the last action was rehearsed, and the bridge would not refuse it.
    mutating func rehearsed() -> Action {
        guard case .sifting(let part, after: let reason) = self.state else { return self.start }
        self.kept += part
        return self.sift(after: reason)
    }

    private mutating func sift(after reason: SCIMError) -> Action {
        while let part = self.waiting.popLast() {
            guard self.rehearsals < Self.maximumRehearsals else {
                self.leaveOut(part, reason)
                continue
            }
            self.rehearsals += 1
            self.state = .sifting(part, after: reason)
            return .rehearse(self.patch(beside: self.kept + part))
        }
        if self.kept.isEmpty || self.kept.count == self.wish.others.count { return self.alone(after: reason) }
        self.state = .rest
        return .apply(self.patch(beside: self.kept))
    }

    private mutating func alone(after error: SCIMError) -> Action {
        self.leaveOut(self.kept, error)
        self.kept = []
        self.state = .alone
        return .apply(self.patch(beside: []))
    }

    private mutating func leaveOut(_ operations: some Sequence<Int>, _ error: SCIMError) {
        self.leftOut += operations.map { LeftOut(name: self.wish.others[$0].nameWithoutValues, error: error) }
    }

    private func patch(beside operations: [Int]) -> Patch {
        self.wish.patch(beside: operations.map { self.wish.others[$0] })
    }
}

extension SCIMError {
    /// Whether the disable may succeed where the whole was refused: the person is there, the client's condition holds, and the
    /// directory answers.
    fileprivate var leavesTheDisable: Bool { ![401, 404, 412, 503].contains(self.status) }
}

extension Patch.Operation {
    /// What the operation is on; of a filter the type at most, for it may hold somebody's values.
    fileprivate var nameWithoutValues: String {
        guard var path = self.path else { return "an operation without path" }
        if case .compare(let part, .eq, _)? = path.filter, part == AttributePath(attribute: "type") {
            return path.description
        }
        path.filter = nil
        return path.description
    }
}

import Directories
import LDAP
import SCIM
import Translator

/// Gives numbers of one range that no entry has: as a counter in the directory says, or else the first that is free.
struct NumberSource {
    let allocation: Mapping.Allocation
    let range: ClosedRange<Int>
    let search: FreeNumberSearch
    let work: Work
    private var book: Rulebook { self.work.book }

    /// Takes a number, which is not given back whatever becomes of the entry.
    /// - Throws: 500 where the range is exhausted or the counter does not count; what the directory refuses.
    func take() async throws(SCIMError) -> Int {
        guard let counter = self.allocation.counter else { return try await self.takeFree() }
        if self.isCounted { return try await self.take(from: counter) }
        // Of calls that all put one number in the place of another, only one at a time can come through.
        let turn = AttributeValueAssertion(
            attribute: counter.attribute, value: AttributeValue(counter.entry.description))
        let claims = self.work.shared.claims
        try await claims.take([turn], until: .now + self.work.shared.options.timeout)
        defer { claims.release([turn]) }
        return try await self.take(from: counter)
    }

    private func take(from counter: Mapping.Allocation.Counter) async throws(SCIMError) -> Int {
        var races = LostRaces()
        for _ in 0..<self.work.shared.options.maximumAttempts {
            let next = try await self.next(of: counter)
            guard next <= self.range.upperBound,
                let free = try await self.search.first(in: max(next, self.range.lowerBound)...self.range.upperBound)
            else { throw self.exhausted() }
            if let number = try await self.advance(counter, from: next, to: free) { return number }
            races.add()
            await races.pause()
        }
        throw .unavailable(
            "Other programs keep counting with \(counter.entry) while Starbridge takes a number from it. Try again.",
            retryAfter: 1)
    }
}

// MARK: - Without a counter

extension NumberSource {
    private func takeFree() async throws(SCIMError) -> Int {
        let (numbers, attribute) = (self.work.shared.numbers, self.allocation.attribute)
        let next = numbers.next(of: attribute) ?? self.range.lowerBound
        func free(from start: Int) async throws(SCIMError) -> Int? {
            guard self.range.contains(start) else { return nil }
            return try await self.search.first(in: start...self.range.upperBound) {
                numbers.give($0, of: attribute)
            }
        }
        if let number = try await free(from: next) { return number }
        // Numbers before these may have become free.
        numbers.forget(attribute)
        guard let number = try await free(from: self.range.lowerBound) else { throw self.exhausted() }
        return number
    }
}

// MARK: - With a counter

extension NumberSource {
    /// The number that a counter holds.
    /// - Throws: 500 where it is not there, or holds none.
    private func next(of counter: Mapping.Allocation.Counter) async throws(SCIMError) -> Int {
        let request = SearchRequest(base: counter.entry, scope: .base, attributes: [counter.attribute])
        let entry: Entry?
        do {
            entry = try await self.work.directory.search(request).entries.first
        } catch  where error.code == .noSuchObject {
            entry = nil
        } catch {
            throw self.work.refusal(error, of: request)
        }
        guard let entry else {
            throw .internalError(
                "There is no entry \(counter.entry), which counts \(self.allocation.attribute), or the bridge's account may not see it. "
                    + "Create it with the first number in \(counter.attribute), or grant the right.")
        }
        guard let number = entry[counter.attribute].first?.number else {
            throw .internalError(
                "\(counter.entry) shows no number in \(counter.attribute), from which \(self.allocation.attribute) is given. Set it to "
                    + "the next number, such as \(self.range.lowerBound), or let the bridge's account read it.")
        }
        return number
    }

    /// Counts up, and returns the number that nobody else can be given; nil where another bridge came first.
    private func advance(
        _ counter: Mapping.Allocation.Counter, from next: Int, to number: Int
    ) async throws(SCIMError) -> Int? {
        let isCounted = self.isCounted
        let plan = Plan.taking(number, from: counter, at: next, byIncrement: isCounted)
        do {
            guard case .done(_, let entry, _) = try await self.work.shared.executor.execute(plan, self.work) else {
                return nil
            }
            if !isCounted { return number }
            // What others have taken meanwhile lies before; an answer that was lost leaves a gap.
            guard let after = entry?[counter.attribute].first?.number else { return nil }
            if after - 1 == number { return number }
            guard self.range.contains(after - 1) else { return nil }
            return try await self.search.first(in: (after - 1)...(after - 1))
        } catch {
            switch error {
            case let error as SCIMError: throw error
            case PlanFailure.refused(let reason): throw reason
            case PlanFailure.failed(let failure): return try self.lostRace(or: failure)
            default: return nil
            }
        }
    }

    /// Whether the server counts by itself, so that nobody loses a race.
    private var isCounted: Bool { self.book.dialect.supportsCounting(self.book.server.rootDSE) }

    private func lostRace(or failure: StepFailure) throws(SCIMError) -> Int? {
        switch self.book.dialect.meaning(of: failure.error, during: failure.change) {
        case .notThere, .alreadyThere, .lostRace: return nil
        default:
            throw SCIMError(
                failure.error, during: failure.change, mapping: self.book.mapping, dialect: self.book.dialect)
        }
    }

    private func exhausted() -> SCIMError {
        let (first, last) = (self.range.lowerBound, self.range.upperBound)
        let source = self.allocation.counter.map { " by \($0.entry)" } ?? ""
        return .internalError(
            "No number is left of the range \(first)-\(last) from which \(self.allocation.attribute) is given\(source). Widen `range` "
                + "under \(self.book.mapping.section).allocate in the configuration of all bridges.")
    }
}

extension AttributeValue {
    /// The whole number that it is, in digits.
    var number: Int? { self.text.flatMap { Int($0) } }
}

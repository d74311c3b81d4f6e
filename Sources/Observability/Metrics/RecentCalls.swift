import Glibc
import Synchronization

/// How the calls of the last hour ended, minute by minute: what `starbridge status` tells of them.
///
/// The memory that it takes is bounded, whatever clients do: one bucket for each minute, and in each so many kinds of failures.
public final class RecentCalls: Sendable {
    /// What went wrong with a call, in the words of its answer.
    public struct Reason: Hashable, Sendable {
        /// The status of the answer; 0 stands for all kinds that are too many to be told apart.
        public var status: Int
        /// The `scimType` of the answer.
        public var type: String?

        /// Creates the reason of an answer.
        public init(status: Int, type: String? = nil) {
            (self.status, self.type) = (status, type)
        }
    }

    /// How often something went wrong.
    public struct Failure: Hashable, Sendable {
        /// What.
        public var reason: Reason
        /// How often.
        public var count: Int
        /// When it did last, in seconds since 1970.
        public var last: Int
        /// What the last answer said.
        public var detail: String
    }

    /// What is known of some time.
    public struct Summary: Hashable, Sendable {
        /// The seconds that are counted.
        public var seconds = 0
        /// All calls.
        public var calls = 0
        /// Those that were to change something.
        public var writes = 0
        /// Those that were answered with a status of 400 to 499.
        public var refused = 0
        /// Those that were answered with a status of 500 and more.
        public var failed = 0
        /// What went wrong, the most frequent first.
        public var failures: [Failure] = []
    }

    fileprivate struct Minute {
        var number = -1
        var summary = Summary()
        var failures: [Reason: Int] = [:]
    }

    fileprivate struct State {
        var minutes = Array(repeating: Minute(), count: RecentCalls.minutes)
        var last: [Reason: (time: Int, detail: String)] = [:]
    }

    /// How many minutes are kept.
    public static let minutes = 60
    /// How many reasons are told apart in one minute, and of how many the last words are kept.
    fileprivate static let (reasons, words) = (32, 128)

    private let start: Int
    private let state = Mutex(State())

    /// Begins to count; `start` is in seconds since 1970.
    public init(start: Int = time(nil)) {
        self.start = start
    }

    /// Takes a call that has ended.
    public func end(
        status: Int, type: String? = nil, detail: @autoclosure () -> String? = nil, isWrite: Bool,
        at now: Int = time(nil)
    ) {
        self.state.withLock { state in
            let index = state.minute(of: now)
            state.minutes[index].summary.calls += 1
            if isWrite { state.minutes[index].summary.writes += 1 }
            guard status >= 400 else { return }
            if status >= 500 {
                state.minutes[index].summary.failed += 1
            } else {
                state.minutes[index].summary.refused += 1
            }
            state.note(Reason(status: status, type: type), detail() ?? "", in: index, now)
        }
    }

    /// Takes a failure of a part of a call, which is not counted as a call.
    public func fail(status: Int, type: String? = nil, detail: String, at now: Int = time(nil)) {
        self.state.withLock { state in
            let index = state.minute(of: now)
            state.note(Reason(status: status, type: type), detail, in: index, now)
        }
    }

    /// What is known of the last minutes, 60 for the last hour; the present minute counts as one.
    public func summary(ofMinutes count: Int = RecentCalls.minutes, at now: Int = time(nil)) -> Summary {
        let state = self.state.withLock { $0 }
        let first = now / 60 - min(count, Self.minutes) + 1
        var summary = Summary()
        var failures: [Reason: Int] = [:]
        for minute in state.minutes where minute.number >= first {
            summary.calls += minute.summary.calls
            summary.writes += minute.summary.writes
            summary.refused += minute.summary.refused
            summary.failed += minute.summary.failed
            failures.merge(minute.failures, uniquingKeysWith: +)
        }
        summary.seconds = max(1, now - max(self.start, first * 60))
        summary.failures = failures.map { reason, count in
            let last = state.last[reason]
            return Failure(reason: reason, count: count, last: last?.time ?? now, detail: last?.detail ?? "")
        }.sorted { ($0.count, $0.last) > ($1.count, $1.last) }
        return summary
    }
}

extension RecentCalls.State {
    /// The bucket of the present minute; what stood there an hour ago is gone.
    fileprivate mutating func minute(of now: Int) -> Int {
        let number = now / 60
        let index = number % RecentCalls.minutes
        if self.minutes[index].number != number { self.minutes[index] = RecentCalls.Minute(number: number) }
        return index
    }

    fileprivate mutating func note(_ reason: RecentCalls.Reason, _ detail: String, in index: Int, _ now: Int) {
        var reason = reason
        let isKnown = self.minutes[index].failures[reason] != nil
        if !isKnown, self.minutes[index].failures.count >= RecentCalls.reasons {
            reason = RecentCalls.Reason(status: 0)
        }
        self.minutes[index].failures[reason, default: 0] += 1
        if self.last[reason] == nil, self.last.count >= RecentCalls.words {
            // Of what nobody has seen for longest the words are forgotten.
            if let oldest = self.last.min(by: { $0.value.time < $1.value.time }) { self.last[oldest.key] = nil }
        }
        self.last[reason] = (now, String(detail.prefix(300)))
    }
}

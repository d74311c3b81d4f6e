import Encodings

/// How much was counted lately, and how much is under way.
struct GuardWindow {
    /// What was counted in one second.
    private struct Slot {
        var time: Timestamp
        var count: Int
    }

    private var slots: [Slot] = []
    /// What was let through and has not ended.
    private(set) var reserved = 0
    /// What was counted without a pause as long as the window.
    private(set) var streak = 0

    /// What was counted.
    private(set) var counted = 0
    /// What was counted and what is under way.
    var used: Int { self.counted + self.reserved }
    /// When the first of it was counted; nil where nothing was.
    var start: Timestamp? { self.slots.first?.time }

    /// Forgets what is older than `length`.
    ///
    /// A clock that was set back has left times in the future: they count from now, no longer and no less.
    mutating func slide(to now: Timestamp, over length: Duration) {
        if let last = self.slots.last, last.time > now {
            for index in self.slots.indices where self.slots[index].time > now { self.slots[index].time = now }
        }
        let horizon = now - length
        let old = self.slots.prefix { $0.time <= horizon }
        self.counted -= old.reduce(0) { $0 + $1.count }
        self.slots.removeFirst(old.count)
        if self.slots.isEmpty { self.streak = self.reserved }
    }

    /// Takes places for a plan.
    mutating func reserve(_ count: Int) {
        self.reserved += count
        self.streak += count
    }

    /// Gives places back that were taken for a plan which was not written.
    mutating func giveBack(_ count: Int) {
        self.reserved = max(0, self.reserved - count)
        self.streak = max(0, self.streak - count)
    }

    /// A plan for which places were taken is written.
    mutating func count(_ count: Int, at now: Timestamp) {
        self.reserved = max(0, self.reserved - count)
        self.append(count, at: now)
    }

    /// What a former process has counted.
    mutating func recall(_ count: Int, at time: Timestamp, over length: Duration) {
        self.slide(to: time, over: length)
        self.streak += count
        self.append(count, at: time)
    }

    private mutating func append(_ count: Int, at time: Timestamp) {
        self.counted += count
        if let last = self.slots.indices.last, self.slots[last].time.seconds == time.seconds {
            self.slots[last].count += count
        } else {
            self.slots.append(Slot(time: time, count: count))
        }
    }
}

extension Timestamp {
    /// A moment so long before.
    static func - (moment: Timestamp, length: Duration) -> Timestamp { moment + (.zero - length) }

    /// A moment so long after.
    static func + (moment: Timestamp, length: Duration) -> Timestamp {
        let nanoseconds = Int64(moment.nanoseconds) + length.components.attoseconds / 1_000_000_000
        let carry = nanoseconds >= 1_000_000_000 ? 1 : nanoseconds < 0 ? -1 : 0
        return Timestamp(
            seconds: moment.seconds + length.components.seconds + Int64(carry),
            nanoseconds: Int32(nanoseconds - Int64(carry) * 1_000_000_000))
    }

    /// How long it is from another moment to this one; less than nothing where that is later.
    func since(_ other: Timestamp) -> Duration {
        .seconds(self.seconds - other.seconds) + .nanoseconds(Int64(self.nanoseconds) - Int64(other.nanoseconds))
    }
}

import Encodings

/// Whose calls are held in one class, and whom an administrator has let go.
///
/// Both lists are bounded: a client that is sent away a million times does not fill the memory.
struct GuardHolding {
    /// Somebody whose call is held.
    struct Held: Hashable, Sendable {
        var subject: GuardSubject
        var first: Timestamp
        var last: Timestamp
        var tries: Int
        /// Places the first in the list.
        fileprivate var number: Int
    }

    /// The most that are listed.
    static let room = 10_000
    /// After so long without another try a client has given up (Entra ID: 28 days).
    static let patience = Duration.seconds(28 * 86_400)
    /// How long somebody who was let go may take to come again.
    static let permitLength = Duration.seconds(7 * 86_400)

    private var list: [String: Held] = [:]
    private var permits: [String: Timestamp] = [:]
    private var number = 0
    /// The calls that were held after the list was full.
    private(set) var unlisted = 0

    /// Who is held, the first one first.
    var all: [Held] { self.list.values.sorted { $0.number < $1.number } }
    /// How many are held.
    var count: Int { self.list.count }
    /// How many were let go and have not come again.
    var permitted: Int { self.permits.count }
    /// When the first of those who are held came first.
    var start: Timestamp? { self.list.values.map(\.first).min() }

    /// Notes a call that is held; true if it is the first one of somebody.
    mutating func hold(_ subject: GuardSubject, at now: Timestamp) -> Bool {
        if self.list[subject.id] != nil {
            self.list[subject.id]?.subject = subject
            self.list[subject.id]?.last = now
            self.list[subject.id]?.tries += 1
            return false
        }
        guard self.list.count < Self.room else {
            self.unlisted += 1
            return false
        }
        self.number += 1
        self.list[subject.id] = Held(subject: subject, first: now, last: now, tries: 1, number: self.number)
        return true
    }

    /// Lets everybody go whose call is held, or those whom a text means; returns how many.
    mutating func release(_ text: String? = nil, at now: Timestamp) -> Int {
        let released = self.list.values.filter { held in text.map(held.subject.isMeant) ?? true }.map(\.subject.id)
        for id in released {
            self.list[id] = nil
            self.permits[id] = now + Self.permitLength
        }
        if text == nil { self.unlisted = 0 }
        return released.count
    }

    /// Whether somebody was let go.
    func isPermitted(_ id: String) -> Bool { self.permits[id] != nil }

    /// Takes the permit of somebody whose call begins; true if there was one.
    mutating func takePermit(_ id: String) -> Bool { self.permits.removeValue(forKey: id) != nil }

    /// Gives the permit back of a call that has written nothing.
    mutating func givePermitBack(_ id: String, at now: Timestamp) { self.permits[id] = now + Self.permitLength }

    /// Somebody's call is written, by whatever way: they are not held any more.
    mutating func isDone(_ id: String) {
        self.list[id] = nil
        self.permits[id] = nil
    }

    /// Forgets everybody.
    mutating func clear() {
        (self.list, self.permits, self.unlisted) = ([:], [:], 0)
    }

    /// Nobody who was let go may pass any more.
    mutating func recallPermits() { self.permits = [:] }

    /// Forgets those who have given up, and permits that nobody has used.
    mutating func expire(at now: Timestamp) {
        self.list = self.list.filter { $0.value.last + Self.patience > now }
        self.permits = self.permits.filter { $0.value > now }
    }
}

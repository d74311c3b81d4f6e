/// How much a caller prefers one connection to another; the least comes first.
///
/// A caller stays on its own event loop, unless all connections there are full or their server is silent.
struct Preference: Comparable {
    /// As many operations go over one connection before the next is used: requests that travel together cost fewer system calls.
    private static let companions = 8

    private let isSuspect: Bool
    private let isFull: Bool
    private let isElsewhere: Bool
    private let load: Int

    /// A connection with so many operations, which sends `capacity` of them before the first is answered.
    init(isSuspect: Bool, isElsewhere: Bool, load: Int, capacity: Int) {
        self.isSuspect = isSuspect
        self.isFull = load >= capacity
        self.isElsewhere = isElsewhere
        self.load = load < Self.companions ? 0 : load
    }

    static func < (one: Preference, other: Preference) -> Bool {
        if one.isSuspect != other.isSuspect { return other.isSuspect }
        if one.isFull != other.isFull { return other.isFull }
        if one.isElsewhere != other.isElsewhere { return other.isElsewhere }
        return one.load < other.load
    }
}

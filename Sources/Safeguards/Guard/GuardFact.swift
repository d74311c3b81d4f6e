public import Encodings

/// Something that the guard must know again after a restart.
public struct GuardFact: Hashable, Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// A plan was written that counts so much in a class.
        case counted(Int)
        /// A plan was written that an administrator has let through, and that counts so much.
        case passed(Int)
        /// A class is held from now on.
        case tripped(counted: Int, asked: Int, allowed: Int, people: Int?)
        /// Somebody's call is held for the first time.
        case held(GuardSubject)
        /// An administrator, with this name, has decided.
        case decided(GuardOrder, by: String)
    }

    /// When, in seconds since the beginning of 1970.
    public var time: Int64
    /// The class that it is about; nil where the administrator meant all.
    public var guardClass: GuardClass?
    /// Whose change it was; nil where it is of nobody.
    public var id: String?
    /// What happened.
    public var event: Event

    init(_ event: Event, of guardClass: GuardClass?, id: String? = nil, at now: Timestamp) {
        (self.event, self.guardClass, self.id, self.time) = (event, guardClass, id, now.seconds)
    }

    /// When it happened.
    var moment: Timestamp { Timestamp(seconds: self.time) }
}

/// Keeps what the guard must know again after a restart, such as a journal does.
public protocol GuardMemory: Sendable {
    /// What was recorded since a moment, in its order.
    func recall(since moment: Timestamp) async -> [GuardFact]

    /// Records something; it does not fail, and says in the log where it could not.
    func record(_ fact: GuardFact)
}

/// A memory that ends with the process.
public struct ForgetfulMemory: GuardMemory {
    /// Creates it.
    public init() {}

    /// Nothing.
    public func recall(since moment: Timestamp) async -> [GuardFact] { [] }

    /// Keeps nothing.
    public func record(_ fact: GuardFact) {}
}

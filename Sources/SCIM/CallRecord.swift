import Synchronization

/// What a call did to the store, written down by the provider and read by whoever logs the call.
///
/// Everything that works for one call shares it.
public final class CallRecord: Sendable {
    private let noted = Mutex<Deed?>(nil)
    private let operations = Atomic(0)
    private let waiting = Atomic<Int64>(0)

    /// Creates a record of nothing.
    public init() {}

    /// What has been done so far; nil if nobody has said so.
    public var deed: Deed? { self.noted.withLock { $0 } }

    /// Writes down what the store has committed.
    public func note(_ deed: Deed) {
        self.noted.withLock { $0 = $0.map { $0.followed(by: deed) } ?? deed }
    }

    /// How often the store was asked for something, and how long that took in nanoseconds, one after the other.
    public var storeTime: (operations: Int, nanoseconds: Int64) {
        (self.operations.load(ordering: .relaxed), self.waiting.load(ordering: .relaxed))
    }

    /// Writes down that the store was asked so many things, and that the answers took so long.
    public func note(operations: Int = 1, nanoseconds: Int64) {
        self.operations.wrappingAdd(operations, ordering: .relaxed)
        self.waiting.wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    /// What was done to one entry of the store, in names only: values are nobody's business but the client's.
    public struct Deed: Hashable, Sendable {
        /// What it means, in one word such as `disable`; nil if nothing had to be done.
        public var effect: String?
        /// The name of the entry before.
        public var name: String
        /// The name of the entry afterwards, if that is another one.
        public var newName: String?
        /// The attributes that were changed, in the store's words.
        public var attributes: [String]
        /// How many other entries were changed along with it.
        public var others: Int

        /// Creates the description of a deed.
        public init(
            effect: String?, name: String, newName: String? = nil, attributes: [String] = [], others: Int = 0
        ) {
            self.effect = effect
            self.name = name
            self.newName = newName
            self.attributes = attributes
            self.others = others
        }

        /// The one deed that both are: what the first did to its entry, with what the second did to the same one or to others.
        fileprivate func followed(by next: Deed) -> Deed {
            guard self.effect != nil else { return next }
            guard next.effect != nil else { return self }
            var both = self
            both.others += next.others
            if next.name == self.newName ?? self.name {
                both.newName = next.newName ?? self.newName
                both.attributes += next.attributes.filter { !self.attributes.contains($0) }
            } else {
                both.others += 1
            }
            return both
        }
    }
}

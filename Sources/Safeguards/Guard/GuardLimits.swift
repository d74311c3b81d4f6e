/// How many changes of each kind pass without an administrator.
public struct GuardLimits: Hashable, Sendable {
    /// The limit of one kind: the larger of a number and a share.
    public struct Limit: Hashable, Sendable {
        /// So many.
        public var most: Int?
        /// So many in a hundred of the people, rounded up; of another section where its entries are made.
        public var share: Double?
        /// In each span of this length.
        public var within: Duration
        /// Whether more pass where hardly anybody was there before (no more than `most`), or as many were found as made.
        ///
        /// It tells new people from second copies of those who are there and whom a wrong matching attribute does not find.
        public var sparesMatched: Bool

        /// Creates a limit.
        public init(most: Int?, share: Double? = nil, within: Duration, sparesMatched: Bool = false) {
            (self.most, self.share, self.within, self.sparesMatched) = (most, share, within, sparesMatched)
        }
    }

    /// The limits; a kind that has none is not counted.
    public var limits: [GuardClass.Kind: Limit]

    /// Creates limits, by default none.
    public init(_ limits: [GuardClass.Kind: Limit] = [:]) {
        self.limits = limits
    }

    /// The limit of a kind; nil where there is none.
    public subscript(_ kind: GuardClass.Kind) -> Limit? { self.limits[kind] }
}

extension GuardLimits.Limit {
    /// How many pass among so many people; nil stands for people who could not be counted, of whom a share is nothing.
    func allowed(of people: Int?) -> Int {
        let share = self.share.flatMap { share in people.map { Int((share * Double($0) / 100).rounded(.up)) } }
        return max(self.most ?? 0, share ?? 0)
    }

    /// Whether the number alone does not decide once it is passed.
    var needsPeople: Bool { self.share != nil || self.sparesMatched }
}

extension GuardLimits.Limit: CustomStringConvertible {
    /// The limit in words: `25 or 2 %, whichever is more, within 1h`.
    public var description: String {
        let parts = [self.most.map { "\($0)" }, self.share.map { "\(Self.text($0)) %" }].compactMap(\.self)
        return parts.joined(separator: " or ") + (parts.count > 1 ? ", whichever is more," : "")
            + " within \(Self.text(self.within))"
    }

    private static func text(_ share: Double) -> String {
        share == share.rounded() ? "\(Int(share))" : "\(share)"
    }

    /// A length as the configuration has it: `1h`, `90m`, `30s`.
    static func text(_ length: Duration) -> String {
        let seconds = length.components.seconds
        for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m")] as [(Int64, String)]
        where seconds >= unit && seconds % unit == 0 { return "\(seconds / unit)\(name)" }
        return "\(seconds)s"
    }
}

/// A question for a list of resources (RFC 7644 section 3.4.2).
public struct Query: Sendable {
    /// What the resources have to match; `nil` asks for all.
    public var filter: Filter?
    /// The order wanted; `nil` leaves it to the provider.
    public var sort: Sort?
    /// The position of the first resource of the answer, counted from 1; without a meaning where there is a cursor.
    public var startIndex: Int
    /// Where the page begins (RFC 9865), empty for the first page; `nil` where pages are counted by ``startIndex``.
    public var cursor: String?
    /// The largest number of resources wanted; `nil` leaves it to the provider.
    public var count: Int?
    /// The attributes wanted.
    public var projection: Projection
    /// The order in which the resources of several types are to be put together, for which each tells its place; nil for none.
    public var ranking: ResourceOrder?

    /// The order of a list (RFC 7644 section 3.4.2.3).
    public struct Sort: Hashable, Sendable {
        /// The attribute whose values are ordered.
        public var path: AttributePath
        /// Whether the largest value comes first, and before it what has no value.
        public var isDescending: Bool

        /// Creates an order.
        public init(_ path: AttributePath, isDescending: Bool = false) {
            self.path = path
            self.isDescending = isDescending
        }
    }

    /// Creates a query; a start below 1 counts as 1 and a negative count as 0, as the RFC demands.
    ///
    /// A start beyond the largest integer of LDAP (RFC 4511 section 4.1.1), behind which no list has anything, counts as that.
    public init(
        filter: Filter? = nil,
        sort: Sort? = nil,
        startIndex: Int = 1,
        cursor: String? = nil,
        count: Int? = nil,
        projection: Projection = .all
    ) {
        self.filter = filter
        self.sort = sort
        self.startIndex = Swift.min(Swift.max(1, startIndex), Int(Int32.max))
        self.cursor = cursor
        self.count = count.map { Swift.max(0, $0) }
        self.projection = projection
    }
}

/// A question for a list of resources (RFC 7644 section 3.4.2).
public struct Query: Sendable {
    /// What the resources have to match; `nil` asks for all.
    public var filter: Filter?
    /// The position of the first resource of the answer, counted from 1.
    public var startIndex: Int
    /// The largest number of resources wanted; `nil` leaves it to the provider.
    public var count: Int?
    /// The attributes wanted.
    public var projection: Projection

    /// Creates a query; a start below 1 counts as 1 and a negative count as 0, as the RFC demands.
    public init(
        filter: Filter? = nil,
        startIndex: Int = 1,
        count: Int? = nil,
        projection: Projection = .all
    ) {
        self.filter = filter
        self.startIndex = Swift.max(1, startIndex)
        self.count = count.map { Swift.max(0, $0) }
        self.projection = projection
    }
}

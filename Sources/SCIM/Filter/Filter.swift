/// A condition on resources (RFC 7644 3.4.2.2).
public indirect enum Filter: Hashable, Sendable {
    /// All of the conditions hold.
    case and([Filter])
    /// At least one of the conditions holds.
    case or([Filter])
    /// The condition does not hold.
    case not(Filter)
    /// The attribute has a value.
    case present(AttributePath)
    /// A value of the attribute compares as wanted; `emails[type eq "work"].value eq "x"` has the filter in the path.
    case compare(AttributePath, Operator, Value)
    /// One and the same value of the multi-valued attribute meets the inner condition.
    case valuePath(AttributePath, Filter)

    /// The comparison operators (RFC 7644 table 3).
    public enum Operator: String, CaseIterable, Sendable {
        /// Equal.
        case eq
        /// Not equal, or absent.
        case ne
        /// Contains.
        case co
        /// Starts with.
        case sw
        /// Ends with.
        case ew
        /// Greater than.
        case gt
        /// Greater than or equal.
        case ge
        /// Less than.
        case lt
        /// Less than or equal.
        case le
    }

    /// Reads a filter as it stands in a query.
    ///
    /// - Throws: `invalidFilter` with the offset of the fault, also for a filter nested deeper than `maximumDepth`.
    public init(
        parsing text: String,
        extensions: [SchemaURN] = [.enterpriseUser],
        maximumDepth: Int = 64
    ) throws(SCIMError) {
        var parser = FilterParser(text, extensions: extensions, maximumDepth: maximumDepth)
        do {
            self = try parser.wholeFilter()
        } catch {
            throw .invalidFilter(error.detail("The filter"))
        }
    }
}

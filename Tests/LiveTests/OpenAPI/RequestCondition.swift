/// What a generated request demands of the version of a resource.
struct RequestCondition {
    enum Kind: CaseIterable {
        /// The version that the resource has.
        case current
        /// A version that it does not have.
        case other
        /// `*`.
        case any
        case malformed
    }

    /// The header field: `If-Match` or `If-None-Match`.
    var name: String
    var value: String
    var kind: Kind

    /// Whether no request with this condition may be answered so.
    func forbids(_ status: Int) -> Bool {
        switch (self.kind, self.name) {
        case (.malformed, _), (.other, "If-Match"): (200..<400).contains(status)
        case (_, "If-Match"): status == 412
        case (.other, _): status == 304
        case (.current, _), (.any, _): (200..<300).contains(status)
        }
    }

    static let others = [#"W/"0""#, #""0""#, #"W/"0", "x" , W/"""#]
    static let malformed = ["", "title", #"W/"open"#, #"*, "0""#, #""0" "1""#, "W/", ",", #"w/"0""#]
}

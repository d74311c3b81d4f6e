/// One page of the answer to a query (RFC 7644 section 3.4.2, RFC 9865).
public struct ListResponse: Sendable {
    /// The number of resources that match, on this page and on all others; `nil` where a page by cursor does not tell.
    public var totalResults: Int?
    /// The position of the first resource of this page, counted from 1; `nil` for a page by cursor.
    public var startIndex: Int?
    /// Where the next page by cursor begins; `nil` after the last one, and for pages that are counted.
    public var nextCursor: String?
    /// The resources of this page.
    public var resources: [RenderedResource]

    /// Creates a page.
    public init(totalResults: Int?, startIndex: Int? = 1, nextCursor: String? = nil, resources: [RenderedResource]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.nextCursor = nextCursor
        self.resources = resources
    }

    /// The message in its wire form; `Resources` is present even when it is empty.
    public var bytes: [UInt8] {
        var json = JSONWriter()
        json.bytes.reserveCapacity(self.resources.reduce(256) { $0 + $1.bytes.count + 1 })
        json.bytes += Self.start
        if let totalResults { json.write(",\"totalResults\":", Int64(totalResults)) }
        if let startIndex { json.write(",\"startIndex\":", Int64(startIndex)) }
        json.write(",\"itemsPerPage\":", Int64(self.resources.count))
        if let nextCursor {
            json.bytes += ",\"nextCursor\":".utf8
            json.write(.string(nextCursor))
        }
        json.bytes += ",\"Resources\":[".utf8
        for (index, resource) in self.resources.enumerated() {
            if index > 0 { json.bytes.append(UInt8(ascii: ",")) }
            json.bytes += resource.bytes
        }
        json.bytes += "]}".utf8
        return json.bytes
    }

    private static let start = Array("{\"schemas\":[\"\(SchemaURN.listResponse)\"]".utf8)
}

extension JSONWriter {
    fileprivate mutating func write(_ key: String, _ number: Int64) {
        self.bytes += key.utf8
        self.write(.integer(number))
    }
}

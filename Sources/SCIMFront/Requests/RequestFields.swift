import Encodings
import NIOHTTP1

/// The header fields of a request that decide anything, found in one pass.
struct RequestFields: Sendable {
    private(set) var hosts = 0
    private(set) var expectsContinue = false
    private(set) var asksForUpgrade = false
    private(set) var authorization = FieldLines()
    private(set) var accept = FieldLines()
    private(set) var contentType = FieldLines()
    private(set) var contentEncoding = FieldLines()
    private(set) var contentLength = FieldLines()
    private(set) var ifMatch = FieldLines()
    private(set) var ifNoneMatch = FieldLines()
    private(set) var requestID = FieldLines()
    private(set) var clientRequestID = FieldLines()
    private(set) var forwarded = FieldLines()
    private(set) var forwardedFor = FieldLines()
    private(set) var activity = FieldLines()
    private(set) var traceParent = FieldLines()

    init(_ headers: HTTPHeaders) {
        for (name, value) in headers { self.add(name, value) }
    }

    /// Names are told apart by their length first.
    private mutating func add(_ name: String, _ value: String) {
        switch name.utf8.count {
        case 4: if name.equalsIgnoringASCIICase("host") { self.hosts += 1 }
        case 6:
            if name.equalsIgnoringASCIICase("accept") {
                self.accept.add(value)
            } else if name.equalsIgnoringASCIICase("expect") {
                self.expectsContinue = value.equalsIgnoringASCIICase("100-continue")
            }
        case 7: if name.equalsIgnoringASCIICase("upgrade") { self.asksForUpgrade = true }
        case 8: if name.equalsIgnoringASCIICase("if-match") { self.ifMatch.add(value) }
        case 9: if name.equalsIgnoringASCIICase("forwarded") { self.forwarded.add(value) }
        case 11: if name.equalsIgnoringASCIICase("traceparent") { self.traceParent.add(value) }
        case 12:
            if name.equalsIgnoringASCIICase("content-type") {
                self.contentType.add(value)
            } else if name.equalsIgnoringASCIICase("x-request-id") {
                self.requestID.add(value)
            }
        case 13:
            if name.equalsIgnoringASCIICase("authorization") {
                self.authorization.add(value)
            } else if name.equalsIgnoringASCIICase("if-none-match") {
                self.ifNoneMatch.add(value)
            } else if name.equalsIgnoringASCIICase("adscimversion") {
                self.activity.add(value)
            }
        case 14: if name.equalsIgnoringASCIICase("content-length") { self.contentLength.add(value) }
        case 15: if name.equalsIgnoringASCIICase("x-forwarded-for") { self.forwardedFor.add(value) }
        case 16: if name.equalsIgnoringASCIICase("content-encoding") { self.contentEncoding.add(value) }
        case 17: if name.equalsIgnoringASCIICase("client-request-id") { self.clientRequestID.add(value) }
        default: break
        }
    }
}

/// The values of all fields with one name, in their order.
struct FieldLines: Sendable {
    /// The value of the first.
    private(set) var first: String?
    /// The values of those that repeat it.
    private(set) var others: [String] = []

    /// All values.
    var all: [String] { (self.first.map { [$0] } ?? []) + self.others }

    /// The values as one list (RFC 9110 section 5.3), or nil where there is none.
    var list: String? { self.others.isEmpty ? self.first : self.all.joined(separator: ", ") }

    mutating func add(_ value: String) {
        if self.first == nil { self.first = value } else { self.others.append(value) }
    }
}

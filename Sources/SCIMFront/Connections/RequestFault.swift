import NIOHTTP1

/// Why a request could not be read, as an HTTP status and in words.
struct RequestFault: Equatable {
    let status: Int
    let detail: String

    /// Sorts what the parser says.
    ///
    /// - Parameter isInRequestLine: Whether the request's first line was not complete yet.
    init(_ error: HTTPParserError, isInRequestLine: Bool) {
        switch error {
        case .headerOverflow where isInRequestLine:
            (self.status, self.detail) = (414, "The URL is too long.")
        case .headerOverflow:
            (self.status, self.detail) = (431, "The header fields are too long, or there are too many of them.")
        case .invalidMethod:
            (self.status, self.detail) = (501, "The method of the request is not known.")
        case .invalidVersion:
            (self.status, self.detail) = (505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        case .invalidURL, .invalidHeaderToken, .invalidConstant, .invalidPort, .invalidHost, .invalidPath,
            .invalidQueryString, .invalidFragment:
            (self.status, self.detail) = (
                400,
                "The request has a byte that may not stand there; in a URL, percent-encode what is not a visible sign of ASCII."
            )
        default:
            (self.status, self.detail) = (400, "This is not an HTTP request: \(error).")
        }
    }
}

extension RequestFault {
    /// A request does not say once to whom it is sent.
    static func host(count: Int) -> RequestFault {
        RequestFault(status: 400, detail: "The request has \(count) Host header fields; HTTP/1.1 asks for exactly one.")
    }

    /// A request does not come to the end of its head.
    static let slowHead = RequestFault(status: 408, detail: "The head of the request took too long to come.")

    private init(status: Int, detail: String) {
        self.status = status
        self.detail = detail
    }
}

/// Why the body of a request cannot be had.
enum BodyFault: Error, Equatable {
    /// It has more bytes than it may.
    case tooLarge
    /// The client took too long.
    case tooSlow
    /// It is not as HTTP asks, or the connection ended within it.
    case broken
}

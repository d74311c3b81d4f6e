import Hummingbird

/// A request's target (RFC 9112 3.2) in two slices of its bytes.
struct RequestTarget {
    let path: ArraySlice<UInt8>
    let query: ArraySlice<UInt8>

    init(of request: Request) {
        let uri = request.uri
        let isOriginForm = uri.string.utf8.first == UInt8(ascii: "/")
        self.init(isOriginForm ? uri.string : uri.path + (uri.query.map { "?" + $0 } ?? ""))
    }

    /// Cuts `origin-form = absolute-path [ "?" query ]`.
    private init(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        self.path = bytes[..<end]
        self.query = bytes[end...].dropFirst()
    }
}

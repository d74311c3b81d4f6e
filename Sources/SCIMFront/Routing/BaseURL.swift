import Encodings

/// The URL under which clients know the service, without a query and without a slash at its end, and where calls arrive.
struct BaseURL: Sendable {
    let text: String
    private let prefix: [ArraySlice<UInt8>]

    /// Takes the URL; `path` is where calls arrive, if it is not the URL's own path.
    init(_ text: String, path: String? = nil) {
        var text = text.prefix { $0 != "?" && $0 != "#" }
        while text.last == "/" {
            text.removeLast()
        }
        self.text = String(text)
        self.prefix = Array(PathSegments(path.map { Array($0.utf8)[...] } ?? Self.path(of: text)))
    }

    /// The parts of a path that follow the service's own, or nil where the path lies elsewhere.
    ///
    /// Entra: a Tenant URL with a slash at its end makes paths with two slashes, so empty parts do not count.
    func segments(below path: ArraySlice<UInt8>) -> PathSegments? {
        var segments = PathSegments(path)
        for part in self.prefix {
            guard let segment = segments.next(), PercentEncoding.spells(part, segment) else { return nil }
        }
        return segments
    }

    /// A resource's URL.
    func location(of endpoint: String, id: String) -> String {
        self.text + endpoint + "/" + PercentEncoding.encode(segment: id)
    }

    private static func path(of text: Substring) -> ArraySlice<UInt8> {
        let bytes = Array(text.utf8)[...]
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return bytes }
        return bytes[colon...].dropFirst("://".utf8.count).drop { $0 != UInt8(ascii: "/") }
    }
}

/// The parts of a path between its slashes, but for those that are empty.
struct PathSegments: Sequence, IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ path: ArraySlice<UInt8>) {
        self.rest = path
    }

    mutating func next() -> ArraySlice<UInt8>? {
        guard let start = self.rest.firstIndex(where: { $0 != UInt8(ascii: "/") }) else { return nil }
        let end = self.rest[start...].firstIndex(of: UInt8(ascii: "/")) ?? self.rest.endIndex
        defer { self.rest = self.rest[end...] }
        return self.rest[start..<end]
    }
}

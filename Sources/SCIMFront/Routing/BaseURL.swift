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
        self.prefix = Self.segments(path.map { Array($0.utf8)[...] } ?? Self.path(of: text))
    }

    /// The parts of a path that follow the service's own, or nil where the path lies elsewhere.
    ///
    /// Entra: a Tenant URL with a slash at its end makes paths with two slashes, so empty parts do not count.
    func segments(below path: ArraySlice<UInt8>) -> ArraySlice<ArraySlice<UInt8>>? {
        let segments = Self.segments(path)
        guard segments.starts(with: self.prefix, by: { PercentEncoding.spells($1, $0) }) else { return nil }
        return segments[self.prefix.count...]
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

    private static func segments(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        path.split(separator: UInt8(ascii: "/"))
    }
}

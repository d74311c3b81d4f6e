/// A request's target (RFC 9112 3.2) in two slices of its bytes.
struct RequestTarget {
    let path: ArraySlice<UInt8>
    let query: ArraySlice<UInt8>

    /// Cuts `origin-form = absolute-path [ "?" query ]`, also where a scheme and an authority stand before it.
    init(_ text: String) {
        let bytes = Self.originForm(Array(text.utf8)[...])
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        self.path = bytes[..<end]
        self.query = bytes[end...].dropFirst()
    }

    /// `http://a.example/Users?count=1 → /Users?count=1`.
    private static func originForm(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let slash = UInt8(ascii: "/")
        guard bytes.first != slash, let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].dropFirst().starts(with: [slash, slash])
        else { return bytes }
        return bytes[colon...].dropFirst(3).drop { $0 != slash && $0 != UInt8(ascii: "?") }
    }
}

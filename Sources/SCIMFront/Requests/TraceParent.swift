import Encodings

/// Where a call stands in a trace that begins elsewhere (W3C Trace Context 3.2): its trace, and the span that has made it.
struct TraceParent: Equatable {
    /// 32 hexadecimal digits.
    let traceID: String
    /// 16 hexadecimal digits.
    let spanID: String

    /// Reads `00-<trace>-<span>-<flags>`, of a later version also with more behind that; nil for anything else.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, text.utf8.count <= 256, Self.isHex(parts[0], 2), Self.isHex(parts[3], 2),
            Self.isID(parts[1], 32), Self.isID(parts[2], 16)
        else { return nil }
        let version = String(parts[0])
        guard version != "ff", version != "00" || parts.count == 4, let trace = String(parts[1]),
            let span = String(parts[2])
        else { return nil }
        (self.traceID, self.spanID) = (trace, span)
    }

    /// Whether these are so many digits, and not all of them 0.
    private static func isID(_ digits: Substring.UTF8View, _ count: Int) -> Bool {
        self.isHex(digits, count) && digits.contains { $0 != UInt8(ascii: "0") }
    }

    /// Whether these are so many hexadecimal digits, with small letters.
    private static func isHex(_ digits: Substring.UTF8View, _ count: Int) -> Bool {
        digits.count == count
            && digits.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

/// Why a token is refused, in a sentence that its owner may read.
enum TokenFault: Error, Hashable {
    /// It is not good, and will not become so.
    case invalid(String)
    /// Whether it is good cannot be found out at present.
    case undecided(String)
}

extension String {
    /// A text that a token holds, as a sentence quotes it: short, and on one line.
    var quoted: String {
        let text = self.prefix(100).map { $0.isASCII && !$0.isWhitespace && $0 != "'" ? $0 : "?" }
        return "'" + String(text) + (self.count > 100 ? "…'" : "'")
    }
}

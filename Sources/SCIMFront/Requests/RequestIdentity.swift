import Encodings
import Hummingbird

/// The id of a request: the client's own where it is harmless in a log, else one that was made here.
struct RequestIdentity {
    let text: String

    init(_ headers: HTTPFields, generated: @autoclosure () -> String) {
        self.text =
            Self.harmless(headers.firstValue(of: .requestID))
            ?? Self.harmless(headers.firstValue(of: .clientRequestID))
            ?? generated()
    }

    private static func harmless(_ text: String?) -> String? {
        guard let text, 1...128 ~= text.utf8.count, text.utf8.allSatisfy(\.isUnreserved) else { return nil }
        return text
    }
}

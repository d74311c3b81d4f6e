import Encodings
import Synchronization

/// The ids under which the log and the answers know requests.
enum RequestID {
    /// Ids have 60 bits: fifteen digits fit into a string that needs no memory of its own.
    private static let count = Atomic(UInt64.random(in: .min ... .max))

    /// An id that no other request has: one more than the last, and the first at random.
    static func next() -> String {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        return String(unsafeUninitializedCapacity: 15) { digits in
            for place in 0..<15 {
                let digit = UInt8(truncatingIfNeeded: number >> (56 - 4 * UInt64(place))) & 15
                digits[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 15
        }
    }

    /// The id of a request: the client's own where it is harmless in a log, else a new one.
    static func of(_ fields: RequestFields) -> String {
        self.harmless(fields.requestID.first) ?? self.harmless(fields.clientRequestID.first) ?? self.next()
    }

    /// The id of the client's own that ``of(_:)`` has not taken, where it is harmless in a log.
    static func other(_ fields: RequestFields) -> String? {
        self.harmless(fields.requestID.first) == nil ? nil : self.harmless(fields.clientRequestID.first)
    }

    /// Entra: the id of the activity that a call belongs to, as in `ADSCIMVersion: Date:2026-12-01, ActivityId:6f1c…`.
    static func activity(_ fields: RequestFields) -> String? {
        guard let text = fields.activity.first, let mark = text.firstRange(of: "ActivityId:") else { return nil }
        return self.harmless(String(text[mark.upperBound...].prefix { $0 != "," }.drop { $0 == " " }))
    }

    /// All ids of the client's own that ``of(_:)`` has not taken.
    static func others(_ fields: RequestFields) -> [String] {
        [self.other(fields), self.activity(fields)].compactMap(\.self)
    }

    private static func harmless(_ text: String?) -> String? {
        guard let text, 1...128 ~= text.utf8.count, text.utf8.allSatisfy(\.isUnreserved) else { return nil }
        return text
    }
}

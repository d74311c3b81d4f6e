/// The encodings of RFC 4648 in 64 characters.
public enum Base64: Sendable {
    /// Which characters there are, and whether the end is padded.
    public enum Alphabet: Sendable {
        /// With `+` and `/`, and padded (section 4).
        case standard
        /// With `-` and `_`, which need no escapes in URLs, and not padded (section 5).
        case url

        fileprivate var characters: StaticString {
            switch self {
            case .standard: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            case .url: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            }
        }

        fileprivate func value(of character: UInt8) -> Int? {
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character) - 0x41
            case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character) - 0x61 + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character) - 0x30 + 52
            case UInt8(ascii: "+") where self == .standard, UInt8(ascii: "-") where self == .url: 62
            case UInt8(ascii: "/") where self == .standard, UInt8(ascii: "_") where self == .url: 63
            default: nil
            }
        }
    }

    private static let padding = UInt8(ascii: "=")

    /// Returns the characters that stand for the bytes.
    public static func encode(_ bytes: [UInt8], as alphabet: Alphabet = .standard) -> [UInt8] {
        alphabet.characters.withUTF8Buffer { characters in
            var output: [UInt8] = []
            output.reserveCapacity((bytes.count + 2) / 3 * 4)
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start..<min(start + 3, bytes.count)]
                let bits = group.reduce(0) { $0 << 8 | Int($1) } << ((3 - group.count) * 8)
                for place in 0...group.count { output.append(characters[bits >> (18 - 6 * place) & 63]) }
                if alphabet == .standard { output += repeatElement(self.padding, count: 3 - group.count) }
            }
            return output
        }
    }

    /// Returns the bytes for which the characters stand; nil if they are no such encoding.
    ///
    /// Bits at the end that no byte needs may be anything (section 3.5).
    public static func decode(
        _ characters: some BidirectionalCollection<UInt8>, as alphabet: Alphabet = .standard
    ) -> [UInt8]? {
        let digits: [UInt8]
        switch alphabet {
        case .standard:
            digits = characters.reversed().drop { $0 == self.padding }.reversed()
            guard characters.count % 4 == 0, characters.count - digits.count <= 2 else { return nil }
        case .url:
            digits = Array(characters)
            guard digits.count % 4 != 1 else { return nil }
        }
        var output: [UInt8] = []
        output.reserveCapacity(digits.count * 3 / 4)
        var bits = 0
        var count = 0
        for digit in digits {
            guard let value = alphabet.value(of: digit) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            output.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return output
    }
}

extension Collection<UInt8> {
    /// The bytes in Base64 (RFC 4648 section 4).
    public var base64: String { String(decoding: Base64.encode(Array(self)), as: UTF8.self) }

    /// The bytes in Base64 for URLs, without padding (RFC 4648 section 5).
    public var base64URL: String { String(decoding: Base64.encode(Array(self), as: .url), as: UTF8.self) }
}

extension [UInt8] {
    /// The bytes that a text has in Base64 with its padding; nil if it is none.
    public init?(base64 text: String) {
        guard let bytes = Base64.decode(text.utf8) else { return nil }
        self = bytes
    }

    /// The bytes that a text has in Base64 for URLs, without padding; nil if it is none.
    public init?(base64URL text: String) {
        guard let bytes = Base64.decode(text.utf8, as: .url) else { return nil }
        self = bytes
    }
}

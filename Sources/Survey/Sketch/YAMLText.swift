/// Texts as a YAML file says them.
enum YAMLText {
    private static let words: Set = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

    /// A word as it is, anything else in quotes: `uid` → `uid`, `ou=people,dc=acme` → `"ou=people,dc=acme"`.
    static func scalar(_ text: String) -> String {
        let isWord = text.utf8.first.map(self.isLetter) == true && text.utf8.allSatisfy(self.isPlain)
        return isWord && !self.words.contains(text.lowercased()) ? text : self.quoted(text)
    }

    /// A text in double quotes, with everything escaped that needs it (YAML 1.2 section 5.7).
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _
            where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029 || scalar.value == 0xFEFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A list in brackets.
    static func list(_ texts: [String]) -> String { "[\(texts.map(self.scalar).joined(separator: ", "))]" }

    /// A comment: one line, whatever the text has in it.
    static func comment(_ text: String) -> String {
        "# " + String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        self.isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
}

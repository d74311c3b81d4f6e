/// How texts become ASCII.
enum Transliteration: Sendable, Hashable {
    /// `ä → ae`, `ø → oe`, `å → aa`.
    case long
    /// `ä → a`, `ø → o`, `å → a`.
    case short

    /// Returns a text of ASCII characters; those that the table does not have are left out: `Łukasz Ærø → Lukasz Aeroe`.
    func text(of text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        let letters = self == .long ? Self.longLetters : Self.shortLetters
        var output = ""
        // A letter and its mark may be two characters; as a key of the table both are one.
        for character in text {
            if let ascii = letters[character] {
                output += ascii
            } else {
                for scalar in character.unicodeScalars {
                    if scalar.isASCII {
                        output.unicodeScalars.append(scalar)
                    } else {
                        output += letters[Character(scalar)] ?? ""
                    }
                }
            }
        }
        return output
    }

    private static let shortLetters = Dictionary(
        Self.table.flatMap { row in row.letters.map { ($0, row.ascii) } }
    ) { first, _ in first }

    private static let longLetters = Self.shortLetters.merging(Self.longForms.map { (Character($0.letters), $0.ascii) })
    { $1 }
}

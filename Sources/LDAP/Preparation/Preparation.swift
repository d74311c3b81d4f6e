/// How text is prepared before directories compare it (RFC 4518 sections 2.2 and 2.3): by Unicode 3.2, whatever the
/// version of the system.
///
/// What becomes of spaces is up to the matching rule (section 2.6).
struct Preparation {
    private static let shared = Preparation()

    private let mappings = PreparationMap(PreparationTable.mappings)
    private let foldings = PreparationMap(PreparationTable.foldings)
    private let classes = PreparationMap(PreparationTable.classes)
    private let compositions = Self.compositions(PreparationTable.compositions)

    /// The text with insignificant characters dropped, all kinds of spaces the same, composed, and folded where case does
    /// not count: `"E\u{301}cole\u{ad}"` → `école`.
    static func prepared(_ text: String, ignoringCase: Bool) -> [UInt8] {
        var scalars = Self.shared.mapped(text, ignoringCase: ignoringCase)
        Self.shared.order(&scalars)
        Self.shared.compose(&scalars)
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for value in scalars {
            if let scalar = Unicode.Scalar(value) { output.append(contentsOf: scalar.utf8) }
        }
        return output
    }

    private func mapped(_ text: String, ignoringCase: Bool) -> [UInt32] {
        var output: [UInt32] = []
        output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            let value = scalar.value
            if value &- 0x20 < 0x5F {
                output.append(ignoringCase && value &- 0x41 < 26 ? value | 0x20 : value)
            } else if !(ignoringCase && self.foldings.append(value, to: &output)),
                !self.mappings.append(value, to: &output)
            {
                output.append(value)
            }
        }
        return output
    }

    /// Puts marks on one letter into their canonical order.
    private func order(_ scalars: inout [UInt32]) {
        for index in scalars.indices.dropFirst() {
            let number = self.classes.number(scalars[index])
            var place = index
            while number > 0, place > 0, self.classes.number(scalars[place - 1]) > number {
                scalars.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// Makes one character of a letter and its marks where there is one.
    private func compose(_ scalars: inout [UInt32]) {
        var output: [UInt32] = []
        output.reserveCapacity(scalars.count)
        var starter: Int?
        var lastClass: UInt32 = 0
        for value in scalars {
            let number = self.classes.number(value)
            let isBlocked = starter.map { $0 < output.count - 1 && lastClass >= number } ?? true
            if let starter, !isBlocked, let composed = self.composed(output[starter], value) {
                output[starter] = composed
                continue
            }
            if number == 0 { starter = output.count }
            lastClass = number
            output.append(value)
        }
        scalars = output
    }

    private func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if second < 0x300 { return nil }
        return Self.syllable(first, second) ?? self.compositions[UInt64(first) << 32 | UInt64(second)]
    }

    /// The syllables of Hangul are composed by arithmetic (Unicode section 3.12).
    private static func syllable(_ first: UInt32, _ second: UInt32) -> UInt32? {
        let (leading, vowel, trailing) = (first &- 0x1100, second &- 0x1161, second &- 0x11A7)
        if leading < 19, vowel < 21 { return 0xAC00 + (leading * 21 + vowel) * 28 }
        let syllable = first &- 0xAC00
        return syllable < 11_172 && syllable % 28 == 0 && 1..<28 ~= trailing ? first + trailing : nil
    }

    private static func compositions(_ table: StaticString) -> [UInt64: UInt32] {
        var compositions: [UInt64: UInt32] = [:]
        var scanner = PreparationScanner(table)
        while !scanner.isAtEnd {
            let second = scanner.number()
            repeat {
                let first = scanner.number()
                compositions[UInt64(first) << 32 | UInt64(second)] = scanner.number()
            } while scanner.previous == UInt8(ascii: ",")
        }
        return compositions
    }
}

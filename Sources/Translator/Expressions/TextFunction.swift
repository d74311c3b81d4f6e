import Encodings

/// A function that an ``Expression`` hands a text to, after a `|`.
enum TextFunction: Sendable, Hashable {
    case lower
    case upper
    /// Without the blanks at both ends.
    case trim
    /// What stands before the first occurrence; the whole where there is none.
    case before(String)
    /// What stands behind the first occurrence; the whole where there is none.
    case after(String)
    /// Without this ending, in whatever ASCII case; nothing where it does not end so.
    case without(String)
    /// The first characters.
    case truncate(Int)
    /// As ASCII: `Jürgen Groß → Juergen Gross`, or `Jurgen Gross`.
    case ascii(Transliteration)
    case replace(String, by: String)
    /// Without any of these characters.
    case remove(String)
    /// Only these characters and ranges of them: `a-z0-9`.
    case keep(String)
    /// What a table has for it; nothing where it has no line.
    case lookup(ValueTable)
    /// The code of two letters of a country that is named, or that has it already: `Switzerland → CH`; nothing for what is no country.
    case countryCode
    /// All values as one, parted by the text.
    case join(String)

    /// What becomes of some values.
    func apply(to values: [String]) -> [String] {
        guard case .join(let separator) = self else { return values.compactMap(self.apply) }
        let values = values.filter { !$0.isEmpty }
        return values.isEmpty ? [] : [values.joined(separator: separator)]
    }

    private func apply(to text: String) -> String? {
        switch self {
        case .lower: return text.lowercased()
        case .upper: return text.uppercased()
        case .trim: return text.trimmed
        case .before(let mark): return text.firstRange(of: mark).map { String(text[..<$0.lowerBound]) } ?? text
        case .after(let mark): return text.firstRange(of: mark).map { String(text[$0.upperBound...]) } ?? text
        case .without(let ending):
            let (bytes, count) = (text.utf8, ending.utf8.count)
            guard bytes.count >= count else { return nil }
            let place = bytes.index(bytes.endIndex, offsetBy: -count)
            guard let end = String(bytes[place...]), end.equalsIgnoringASCIICase(ending) else { return nil }
            return String(bytes[..<place])
        case .truncate(let count): return String(text.prefix(count))
        case .ascii(let table): return table.text(of: text)
        case .replace(let old, by: let new): return text.replacing(old, with: new)
        case .remove(let characters): return text.filter { !characters.contains($0) }
        case .keep(let set): return String(text.unicodeScalars.filter { Self.holds(set, $0) })
        case .lookup(let table): return table[text]
        case .countryCode: return CountryCodes.code(of: text)
        case .join: return text
        }
    }

    /// Whether a set such as `a-z0-9._-` holds a character; a dash at its end stands for itself.
    private static func holds(_ set: String, _ scalar: Unicode.Scalar) -> Bool {
        let scalars = Array(set.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if index + 2 < scalars.count, scalars[index + 1] == "-" {
                if scalars[index] <= scalar, scalar <= scalars[index + 2] { return true }
                index += 3
            } else {
                if scalars[index] == scalar { return true }
                index += 1
            }
        }
        return false
    }
}

// MARK: - The way back

extension TextFunction {
    /// Whether the text can be told from what became of it.
    var isInvertible: Bool {
        switch self {
        case .without: true
        case .lookup(let table): table.isOneToOne
        case .lower, .upper, .trim, .before, .after, .truncate, .ascii, .replace, .remove, .keep, .countryCode, .join:
            false
        }
    }

    /// The text of which this became; nil where there is none, and for a function that has no way back.
    func inverse(of text: String) -> String? {
        switch self {
        case .without(let ending): text + ending
        case .lookup(let table): table.key(of: text)
        case .lower, .upper, .trim, .before, .after, .truncate, .ascii, .replace, .remove, .keep, .countryCode, .join:
            nil
        }
    }
}

extension TextFunction: CustomStringConvertible {
    var description: String {
        func call(_ arguments: String...) -> String {
            ([self.name] + arguments.map(Self.quoted)).joined(separator: ":")
        }
        switch self {
        case .lower, .upper, .trim, .ascii(.long), .countryCode: return self.name
        case .ascii(.short): return "ascii:short"
        case .before(let text), .after(let text), .without(let text), .remove(let text), .keep(let text),
            .join(let text):
            return call(text)
        case .truncate(let count): return "truncate:\(count)"
        case .replace(let old, by: let new): return call(old, new)
        case .lookup(let table): return "lookup:\(table.name)"
        }
    }

    /// `it's → "it's"`, and with double quotes `say "no" → 'say "no"'`.
    static func quoted(_ text: String) -> String {
        text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    }

    private var name: String {
        switch self {
        case .lower: "lower"
        case .upper: "upper"
        case .trim: "trim"
        case .before: "before"
        case .after: "after"
        case .without: "without"
        case .truncate: "truncate"
        case .ascii: "ascii"
        case .replace: "replace"
        case .remove: "remove"
        case .keep: "keep"
        case .lookup: "lookup"
        case .countryCode: "country-code"
        case .join: "join"
        }
    }
}

extension String {
    /// Without the blanks at both ends.
    fileprivate var trimmed: String {
        let start = self.drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { String(start[...$0]) } ?? ""
    }
}

import Encodings

/// The codes of two letters that ISO 3166-1 gives to countries.
enum CountryCodes {
    /// The code of a country by its English name, or the code itself in capitals; nil for what is neither: `Switzerland → CH`, `ch → CH`.
    ///
    /// Entra: `country` is free text. Case, marks on letters, punctuation and the usual abbreviations do not count:
    /// `COTE D IVOIRE → CI`, `St. Lucia → LC`.
    static func code(of country: String) -> String? {
        Self.codes[Self.form(of: country)]
    }

    private static let codes: [String: String] = {
        var codes: [String: String] = [:]
        for line in Self.table.split(separator: "\n") {
            let code = String(line.prefix(2))
            codes[Self.form(of: code)] = code
            for name in line.dropFirst(3).split(separator: "|") { codes[Self.form(of: String(name))] = code }
        }
        return codes
    }()

    /// What names have in common that mean the same.
    private static func form(of name: String) -> String {
        let ascii = Transliteration.short.text(of: name.replacing("&", with: " and ")).lowercased()
        let words = ascii.utf8.split { !$0.isLetter }.map { String(Substring($0)) }
        // A word alone may be a code: Iceland is IS.
        if words.count == 1 { return words[0] }
        return words.filter { $0 != "the" }.map { Self.abbreviations[$0] ?? $0 }.joined()
    }

    private static let abbreviations = [
        "st": "saint", "rep": "republic", "dem": "democratic", "is": "islands",
    ]
}

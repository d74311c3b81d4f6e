extension String {
    /// The pieces of a text between the letters of which a directory may not know that they are the same in another case; nil
    /// if there are none of these.
    ///
    /// slapd 2.5 folds case by an old Unicode: ß is not equal to ẞ there, nor İ to its small letter, nor are the letters of
    /// scripts that came later. All of Latin-1, Latin Extended-A, Greek, Cyrillic and Vietnamese but these was seen to fold.
    var piecesFoldedByDirectories: [String]? {
        if self.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        for scalar in self.lowercased().unicodeScalars {
            let isMark = scalar.properties.canonicalCombiningClass != .notReordered
            if scalar.isFoldedByDirectories {
                // A mark belongs to the letter before it.
                if !piece.isEmpty || pieces.isEmpty || !isMark { piece.append(scalar) }
                continue
            }
            if isMark { piece.removeLastLetter() }
            pieces.append(String(piece))
            piece = String.UnicodeScalarView()
        }
        return pieces.isEmpty ? nil : pieces + [String(piece)]
    }
}

extension String.UnicodeScalarView {
    /// Takes away the last letter with its marks.
    fileprivate mutating func removeLastLetter() {
        while let last = self.popLast() {
            if last.properties.canonicalCombiningClass == .notReordered { return }
        }
    }
}

extension Unicode.Scalar {
    /// Whether every letter that is this one in another case is equal to it in a directory.
    fileprivate var isFoldedByDirectories: Bool {
        switch self.value {
        case ..<0x80: true
        // The dot that remains of İ.
        case 0x307: false
        case 0xE0...0x17F, 0x3AC...0x3CE, 0x430...0x481, 0x48B...0x4BF, 0x1E01...0x1E95, 0x1EA1...0x1EF9: true
        default: !self.properties.isCased
        }
    }
}

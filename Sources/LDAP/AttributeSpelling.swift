import Encodings
import Synchronization

/// One way to write an attribute description, taken apart once.
///
/// Descriptions that are written alike share one spelling, so that they are the same by their address; a few thousand are kept, which
/// is more than a server's schema names.
final class AttributeSpelling: Sendable {
    private static let capacity = 8192
    private static let known = Mutex<[String: AttributeSpelling]>([:])

    /// The name and its options, separated by semicolons.
    let text: String
    let name: String
    let options: [String]
    /// The options, ready to be compared.
    let optionSet: Set<CaseInsensitiveName>
    /// The number of the spelling of the name alone, by which a ``Schema`` finds its type; nil where spellings are not shared.
    let nameNumber: Int?
    /// A hash of the folded name: most comparisons are with another attribute, and end here.
    let fingerprint: UInt64

    private init(_ text: String, number: Int?) {
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        self.text = text
        self.name = parts[0]
        self.nameNumber = number
        self.options = Array(parts.dropFirst())
        self.optionSet = Set(parts.dropFirst().lazy.map { CaseInsensitiveName($0) })
        self.fingerprint = FNV1a.hash(parts[0].utf8.lazy.map { $0.asciiLowercased })
    }

    /// The spelling that all descriptions of this text share, unless there are too many, or it is none that a server knows.
    static func shared(_ text: String) -> AttributeSpelling {
        // Texts beyond ASCII are equal to others of other bytes.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return AttributeSpelling(text, number: nil) }
        return Self.known.withLock { Self.shared(text, in: &$0) }
    }

    private static func shared(_ text: String, in known: inout [String: AttributeSpelling]) -> AttributeSpelling {
        if let spelling = known[text] { return spelling }
        let end = text.utf8.firstIndex(of: UInt8(ascii: ";"))
        let name = end.map { Self.shared(String(text[..<$0]), in: &known) }
        guard known.count < Self.capacity else { return AttributeSpelling(text, number: name?.nameNumber) }
        let spelling = AttributeSpelling(text, number: name.map(\.nameNumber) ?? known.count)
        known[text] = spelling
        return spelling
    }

    /// Whether both name the same attribute with the same options, however they are written.
    func namesSame(as other: AttributeSpelling) -> Bool {
        self.fingerprint == other.fingerprint && self.name.equalsIgnoringASCIICase(other.name)
            && self.optionSet == other.optionSet
    }
}

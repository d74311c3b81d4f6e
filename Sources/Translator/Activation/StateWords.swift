import LDAP

/// The values by which an attribute says one of two things: any of them is read, the first is written.
///
/// Without a value, it is said by having none of those that say the opposite.
public struct StateWords: Hashable, Sendable {
    let values: [AttributeValue]

    /// Creates the words.
    public init(_ words: [String]) {
        self.values = words.map { AttributeValue($0) }
    }

    /// The value that is written; nil where the others are only taken away.
    var written: AttributeValue? { self.values.first }

    var isEmpty: Bool { self.values.isEmpty }
}

extension StateWords: ExpressibleByArrayLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    /// Several words, of which the first is written.
    public init(arrayLiteral words: String...) { self.init(words) }
    /// One word.
    public init(stringLiteral word: String) { self.init([word]) }
    /// No word.
    public init(nilLiteral: ()) { self.init([]) }
}

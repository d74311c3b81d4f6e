import Encodings

/// One definition of a subschema entry, taken apart into keywords and their words (RFC 4512 section 4.1).
struct SchemaDefinition {
    let oid: String
    private var fields: [String: [String]] = [:]

    /// Reads `( OID *( KEYWORD [ words ] ) )`; keywords that are not known, such as `X-ORIGIN`, are read over.
    init(parsing text: String) throws(LDAPError) {
        var tokens = SchemaTokenizer(text)
        guard try tokens.next() == .open, case .word(let oid)? = try tokens.next() else {
            throw tokens.error("no parenthesis and object identifier")
        }
        self.oid = oid
        while let token = try tokens.next() {
            if token == .close { return }
            guard case .word(let keyword) = token else { throw tokens.error("no keyword") }
            self.fields[keyword] = Self.flags.contains(keyword) ? [] : try Self.words(&tokens)
        }
        throw tokens.error("no closing parenthesis")
    }

    /// The words of a keyword; none if it is absent.
    subscript(_ keyword: String) -> [String] { self.fields[keyword] ?? [] }

    /// Whether the keyword is there.
    func has(_ keyword: String) -> Bool { self.fields[keyword] != nil }

    // `word / "(" word *( [ "$" ] word ) ")"`
    private static func words(_ tokens: inout SchemaTokenizer) throws(LDAPError) -> [String] {
        switch try tokens.next() {
        case .word(let word): return [word]
        case .open: break
        default: throw tokens.error("no words after a keyword")
        }
        var words: [String] = []
        while let token = try tokens.next(), token != .close {
            if case .word(let word) = token { words.append(word) }
        }
        return words
    }

    private static let flags: Set<String> = [
        "OBSOLETE", "SINGLE-VALUE", "COLLECTIVE", "NO-USER-MODIFICATION", "ABSTRACT", "STRUCTURAL", "AUXILIARY",
    ]
}

/// Cuts a definition into parentheses, dollar signs and words.
struct SchemaTokenizer {
    enum Token: Equatable {
        case open, close, dollar
        case word(String)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The next token; nil at the end.
    mutating func next() throws(LDAPError) -> Token? {
        while self.offset < self.bytes.count, self.bytes[self.offset] <= .space { self.offset += 1 }
        guard self.offset < self.bytes.count else { return nil }
        let byte = self.bytes[self.offset]
        guard let token = Self.sign(byte) else {
            return .word(byte == UInt8(ascii: "'") ? try self.quoted() : self.bare())
        }
        self.offset += 1
        return token
    }

    func error(_ problem: String) -> LDAPError {
        LDAPError(.invalidAttributeSyntax, diagnostic: "\(problem) at offset \(self.offset) of a schema definition")
    }

    private static func sign(_ byte: UInt8) -> Token? {
        switch byte {
        case UInt8(ascii: "("): .open
        case UInt8(ascii: ")"): .close
        case UInt8(ascii: "$"): .dollar
        default: nil
        }
    }

    private mutating func bare() -> String {
        let start = self.offset
        while self.offset < self.bytes.count, self.bytes[self.offset] > .space,
            Self.sign(self.bytes[self.offset]) == nil
        { self.offset += 1 }
        return String(decoding: self.bytes[start..<self.offset], as: UTF8.self)
    }

    /// `qdstring = SQUOTE dstring SQUOTE`, in which a quote and a backslash are written in hexadecimal digits.
    private mutating func quoted() throws(LDAPError) -> String {
        self.offset += 1
        var word: [UInt8] = []
        while self.offset < self.bytes.count {
            let byte = self.bytes[self.offset]
            self.offset += 1
            if byte == UInt8(ascii: "'") { return String(decoding: word, as: UTF8.self) }
            word.append(byte == .backslash ? self.escaped() : byte)
        }
        throw self.error("a quote that does not end")
    }

    private mutating func escaped() -> UInt8 {
        guard self.offset + 1 < self.bytes.count, let high = self.bytes[self.offset].hexadecimalValue,
            let low = self.bytes[self.offset + 1].hexadecimalValue
        else { return .backslash }
        self.offset += 2
        return high << 4 | low
    }
}

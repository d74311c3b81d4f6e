import Encodings
import SCIM

/// Reads a regular expression; what it means is put together by ``PatternCompiler``.
struct PatternParser {
    indirect enum Node {
        case byte(Pattern.ByteSet)
        case begin
        case end
        case sequence([Node])
        case choice([Node])
        case repetition(Node, minimum: Int, maximum: Int?)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var remainingDepth = 32

    init(_ text: String) { self.bytes = Array(text.utf8) }

    /// `pattern = choice`, to the end of the text.
    mutating func pattern() throws(SCIMError) -> Node {
        let node = try self.choice()
        guard self.position == self.bytes.count else { throw self.error("a ) without (") }
        return node
    }

    /// Reads `choice = sequence *( "|" sequence )`.
    private mutating func choice() throws(SCIMError) -> Node {
        var branches = [try self.sequence()]
        while self.take("|") { branches.append(try self.sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    /// Reads `sequence = *( atom [ quantifier ] )`.
    private mutating func sequence() throws(SCIMError) -> Node {
        var nodes: [Node] = []
        while let byte = self.next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            nodes.append(try self.quantified(try self.atom()))
        }
        return .sequence(nodes)
    }

    /// Reads `quantifier = "*" / "+" / "?" / "{" 1*DIGIT [ "," *DIGIT ] "}"`.
    private mutating func quantified(_ node: Node) throws(SCIMError) -> Node {
        if self.take("*") { return .repetition(node, minimum: 0, maximum: nil) }
        if self.take("+") { return .repetition(node, minimum: 1, maximum: nil) }
        if self.take("?") { return .repetition(node, minimum: 0, maximum: 1) }
        guard self.take("{") else { return node }
        let minimum = try self.number()
        var maximum: Int? = minimum
        if self.take(",") { maximum = self.next == UInt8(ascii: "}") ? nil : try self.number() }
        guard self.take("}"), maximum ?? minimum >= minimum else { throw self.error("a repetition like {2,5}") }
        return .repetition(node, minimum: minimum, maximum: maximum)
    }

    /// Reads `atom = "(" choice ")" / "[" class "]" / "." / "^" / "$" / "\" escape / character`.
    private mutating func atom() throws(SCIMError) -> Node {
        switch self.advance() {
        case UInt8(ascii: "("): return try self.group()
        case UInt8(ascii: "["): return try self.characterClass()
        case UInt8(ascii: "."): return .anyCharacter(of: Pattern.ByteSet(0...0x7F))
        case UInt8(ascii: "^"): return .begin
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "\\"): return try self.escape()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
            throw self.error("something to repeat")
        case let byte?: return self.literal(byte)
        case nil: throw self.error("more")
        }
    }

    private mutating func group() throws(SCIMError) -> Node {
        guard self.remainingDepth > 0 else { throw self.error("fewer groups within groups") }
        self.remainingDepth -= 1
        defer { self.remainingDepth += 1 }
        if self.take("?"), !self.take(":") { throw self.error("a plain group; look-around is not supported") }
        let node = try self.choice()
        guard self.take(")") else { throw self.error("a ) for the (") }
        return node
    }

    private mutating func escape() throws(SCIMError) -> Node {
        guard let byte = self.advance() else { throw self.error("a character after \\") }
        if let set = Pattern.ByteSet(named: byte.asciiLowercased) {
            return byte == byte.asciiLowercased ? .byte(set) : .anyCharacter(of: set.asciiComplement)
        }
        guard !byte.isWordCharacter else { throw self.error("one of \\d \\w \\s, or a sign after \\") }
        return self.literal(byte)
    }

    /// A character of one or several bytes, so that a quantifier repeats all of it.
    private mutating func literal(_ first: UInt8) -> Node {
        var nodes: [Node] = [.byte(Pattern.ByteSet(first...first))]
        while first >= 0x80, let byte = self.next, byte & 0xC0 == 0x80 {
            nodes.append(.byte(Pattern.ByteSet(byte...byte)))
            self.position += 1
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// Reads `class = [ "^" ] 1*( character [ "-" character ] )`.
    private mutating func characterClass() throws(SCIMError) -> Node {
        let isNegated = self.take("^")
        var set = Pattern.ByteSet([])
        var isFirst = true
        while isFirst || self.next != UInt8(ascii: "]") {
            isFirst = false
            set.formUnion(try self.classMember())
        }
        self.position += 1
        return isNegated ? .anyCharacter(of: set.asciiComplement) : .byte(set)
    }

    private mutating func classMember() throws(SCIMError) -> Pattern.ByteSet {
        guard let byte = self.advance() else { throw self.error("a ] for the [") }
        if byte == UInt8(ascii: "\\"), let name = self.next, let set = Pattern.ByteSet(named: name) {
            self.position += 1
            return set
        }
        let first = try self.classCharacter(byte)
        guard self.next == UInt8(ascii: "-"), self.bytes.dropFirst(self.position + 1).first != UInt8(ascii: "]") else {
            return Pattern.ByteSet(first...first)
        }
        self.position += 1
        guard let end = self.advance() else { throw self.error("a ] for the [") }
        let last = try self.classCharacter(end)
        guard first <= last else { throw self.error("a range that ascends") }
        return Pattern.ByteSet(first...last)
    }

    private mutating func classCharacter(_ byte: UInt8) throws(SCIMError) -> UInt8 {
        guard byte < 0x80 else { throw self.error("ASCII characters between [ and ]") }
        guard byte == UInt8(ascii: "\\") else { return byte }
        guard let escaped = self.advance(), !escaped.isWordCharacter else { throw self.error("a sign after \\") }
        return escaped
    }

    /// `1*DIGIT`, at most 255.
    private mutating func number() throws(SCIMError) -> Int {
        var number = 0
        var isEmpty = true
        while let byte = self.next, byte &- UInt8(ascii: "0") < 10 {
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
            isEmpty = false
            self.position += 1
            guard number <= 255 else { throw self.error("a number up to 255") }
        }
        guard !isEmpty else { throw self.error("a number") }
        return number
    }
}

extension PatternParser {
    private var next: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func advance() -> UInt8? {
        guard let byte = self.next else { return nil }
        self.position += 1
        return byte
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard self.next == UInt8(ascii: character) else { return false }
        self.position += 1
        return true
    }

    func error(_ expected: String) -> SCIMError {
        .invalidValue(
            "The pattern \"\(String(decoding: self.bytes, as: UTF8.self))\" cannot be read at byte \(self.position): "
                + "expected \(expected)."
        )
    }
}

extension PatternParser.Node {
    /// The bytes that it may be in ASCII, where it is one character; nil where it may be more or less.
    var asciiCharacter: Pattern.ByteSet? {
        switch self {
        case .byte(let set): set
        // Choices that were written are of sequences.
        case .choice(let branches): branches.first?.asciiCharacter
        case .begin, .end, .sequence, .repetition: nil
        }
    }

    /// One character: an ASCII byte of the set, or any character beyond ASCII.
    fileprivate static func anyCharacter(of ascii: Pattern.ByteSet) -> Self {
        let rest = Self.byte(Pattern.ByteSet(0x80...0xBF))
        return .choice([
            .byte(ascii),
            .sequence([.byte(Pattern.ByteSet(0xC2...0xDF)), rest]),
            .sequence([.byte(Pattern.ByteSet(0xE0...0xEF)), rest, rest]),
            .sequence([.byte(Pattern.ByteSet(0xF0...0xF4)), rest, rest, rest]),
        ])
    }
}

extension Pattern.ByteSet {
    /// The set that a letter after `\` stands for.
    fileprivate init?(named name: UInt8) {
        switch name {
        case UInt8(ascii: "d"): self.init(UInt8(ascii: "0")...UInt8(ascii: "9"))
        case UInt8(ascii: "w"): self.init((0...0x7F).filter(\.isWordCharacter))
        case UInt8(ascii: "s"): self.init(" \t\n\r\u{B}\u{C}".utf8)
        default: return nil
        }
    }
}

extension UInt8 {
    /// An ASCII letter or digit, or `_`.
    fileprivate var isWordCharacter: Bool {
        self.isLetter || self.isDigit || self == UInt8(ascii: "_")
    }
}

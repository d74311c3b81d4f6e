/// Reads JSON (RFC 8259) from bytes in one pass.
public struct JSONReader: Sendable {
    let bytes: [UInt8]
    var position: Int
    private var depth: Int

    init(_ bytes: [UInt8], position: Int = 0, maximumDepth: Int = 64) {
        self.bytes = bytes
        self.position = position
        self.depth = maximumDepth
    }

    /// Reads one value that fills the bytes.
    ///
    /// Refuses what other readers let pass: member names that differ in ASCII case only, invalid UTF-8, lone
    /// surrogates.
    ///
    /// - Throws: `invalidSyntax` with the offset of the fault.
    public static func read(_ bytes: some Collection<UInt8>, maximumDepth: Int = 64) throws(SCIMError) -> Value {
        var reader = JSONReader(Array(bytes), maximumDepth: maximumDepth)
        do {
            return try reader.text()
        } catch {
            throw .invalidSyntax(error.detail("The JSON body"))
        }
    }
}

extension JSONReader {
    /// `JSON-text = ws value ws`, and a byte order mark is skipped (RFC 8259 8.1).
    private mutating func text() throws(SyntaxError) -> Value {
        if self.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self.position = 3
        }
        self.skipSpace()
        guard self.next != nil else { throw self.error("there is no value") }
        let value = try self.value()
        guard self.next == nil else { throw self.error("nothing may follow the value") }
        return value
    }

    /// Reads `value = ( false / null / true / object / array / number / string ) ws`.
    private mutating func value() throws(SyntaxError) -> Value {
        let value: Value =
            switch self.next {
            case UInt8(ascii: "\""): .string(try self.string())
            case UInt8(ascii: "{"): .object(try self.object())
            case UInt8(ascii: "["): .array(try self.array())
            case UInt8(ascii: "t"): try self.word("true", .boolean(true))
            case UInt8(ascii: "f"): try self.word("false", .boolean(false))
            case UInt8(ascii: "n"): try self.word("null", .null)
            default: try self.number()
            }
        self.skipSpace()
        return value
    }

    /// Reads `array = "[" ws [ value *( "," ws value ) ] "]"`.
    private mutating func array() throws(SyntaxError) -> [Value] {
        try self.enter()
        var values: [Value] = []
        if !self.take(UInt8(ascii: "]")) {
            repeat {
                values.append(try self.value())
            } while try self.takeComma(or: UInt8(ascii: "]"))
        }
        self.depth += 1
        return values
    }

    /// Reads `object = "{" ws [ member *( "," ws member ) ] "}"`.
    private mutating func object() throws(SyntaxError) -> Object {
        try self.enter()
        var object = Object()
        object.reserveCapacity(4)
        var names = NameRegister()
        if !self.take(UInt8(ascii: "}")) {
            repeat {
                let (name, value) = try self.member(of: object, &names)
                object.append(name, value)
            } while try self.takeComma(or: UInt8(ascii: "}"))
        }
        self.depth += 1
        return object
    }

    /// Reads `member = string ws ":" ws value`.
    private mutating func member(
        of object: Object,
        _ names: inout NameRegister
    ) throws(SyntaxError) -> Object.Element {
        let start = self.position
        guard self.next == UInt8(ascii: "\"") else { throw self.error("expected a member name in quotes") }
        let name = try self.string()
        guard names.insert(name, besides: object) else {
            throw SyntaxError(reason: "the member \"\(name)\" stands twice in its object", offset: start)
        }
        self.skipSpace()
        guard self.take(UInt8(ascii: ":")) else { throw self.error("expected ':' after a member name") }
        self.skipSpace()
        return (name, try self.value())
    }

    private mutating func word(_ word: StaticString, _ value: Value) throws(SyntaxError) -> Value {
        let end = self.position + word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { self.bytes[self.position...].starts(with: $0) }
        guard matches else { throw self.error("expected a value: text needs quotes") }
        self.position = end
        return value
    }
}

extension JSONReader {
    var next: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    func error(_ reason: String) -> SyntaxError {
        SyntaxError(reason: self.next == nil ? "\(reason), but the text ends here" : reason, offset: self.position)
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard self.next == byte else { return false }
        self.position += 1
        return true
    }

    private mutating func enter() throws(SyntaxError) {
        guard self.depth > 0 else { throw self.error("the values are nested too deep") }
        self.depth -= 1
        self.position += 1
        self.skipSpace()
    }

    private mutating func takeComma(or end: UInt8) throws(SyntaxError) -> Bool {
        if self.take(UInt8(ascii: ",")) {
            self.skipSpace()
            guard self.next != end else { throw self.error("nothing follows the ',' before") }
            return true
        }
        guard self.take(end) else { throw self.error("expected ',' or '\(Character(Unicode.Scalar(end)))'") }
        return false
    }

    /// Reads `ws = *( %x20 / %x09 / %x0A / %x0D )`.
    private mutating func skipSpace() {
        while let byte = self.next, byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.position += 1
        }
    }
}

/// Reads JSON (RFC 8259) from bytes in one pass.
public struct JSONReader: Sendable {
    private var cursor: ByteCursor
    private var depth: Int

    private init(_ bytes: [UInt8], maximumDepth: Int) {
        self.cursor = ByteCursor(bytes)
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
        if self.cursor.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            self.cursor.position = 3
        }
        self.skipSpace()
        guard self.cursor.next != nil else { throw self.cursor.error("there is no value") }
        let value = try self.value()
        guard self.cursor.next == nil else { throw self.cursor.error("nothing may follow the value") }
        return value
    }

    /// Reads `value = ( false / null / true / object / array / number / string ) ws`.
    private mutating func value() throws(SyntaxError) -> Value {
        let value: Value =
            switch self.cursor.next {
            case UInt8(ascii: "\""): .string(try JSONString.read(&self.cursor))
            case UInt8(ascii: "{"): .object(try self.object())
            case UInt8(ascii: "["): .array(try self.array())
            case UInt8(ascii: "t"): try self.word("true", .boolean(true))
            case UInt8(ascii: "f"): try self.word("false", .boolean(false))
            case UInt8(ascii: "n"): try self.word("null", .null)
            default: try JSONNumber.read(&self.cursor)
            }
        self.skipSpace()
        return value
    }

    /// Reads `array = "[" ws [ value *( "," ws value ) ] "]"`.
    private mutating func array() throws(SyntaxError) -> [Value] {
        try self.enter()
        var values: [Value] = []
        if !self.cursor.take(UInt8(ascii: "]")) {
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
        if !self.cursor.take(UInt8(ascii: "}")) {
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
        let start = self.cursor.position
        guard self.cursor.next == UInt8(ascii: "\"") else {
            throw self.cursor.error("expected a member name in quotes")
        }
        let name = try JSONString.read(&self.cursor)
        guard names.insert(name, besides: object) else {
            throw SyntaxError(reason: "the member \"\(name)\" stands twice in its object", offset: start)
        }
        self.skipSpace()
        guard self.cursor.take(UInt8(ascii: ":")) else { throw self.cursor.error("expected ':' after a member name") }
        self.skipSpace()
        return (name, try self.value())
    }

    private mutating func word(_ word: StaticString, _ value: Value) throws(SyntaxError) -> Value {
        let end = self.cursor.position + word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { self.cursor.bytes[self.cursor.position...].starts(with: $0) }
        guard matches else { throw self.cursor.error("expected a value: text needs quotes") }
        self.cursor.position = end
        return value
    }
}

extension JSONReader {
    private mutating func enter() throws(SyntaxError) {
        guard self.depth > 0 else { throw self.cursor.error("the values are nested too deep") }
        self.depth -= 1
        self.cursor.position += 1
        self.skipSpace()
    }

    private mutating func takeComma(or end: UInt8) throws(SyntaxError) -> Bool {
        if self.cursor.take(UInt8(ascii: ",")) {
            self.skipSpace()
            guard self.cursor.next != end else { throw self.cursor.error("nothing follows the ',' before") }
            return true
        }
        guard self.cursor.take(end) else {
            throw self.cursor.error("expected ',' or '\(Character(Unicode.Scalar(end)))'")
        }
        return false
    }

    /// Reads `ws = *( %x20 / %x09 / %x0A / %x0D )`.
    private mutating func skipSpace() {
        while let byte = self.cursor.next, byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.cursor.position += 1
        }
    }
}

import Encodings

/// Writes values as JSON (RFC 8259) into a buffer, escaping only what must be escaped.
public struct JSONWriter: Sendable {
    /// What has been written.
    public var bytes: [UInt8]

    /// Makes a writer with an empty buffer.
    public init() {
        self.bytes = []
    }

    /// The JSON text of a value.
    public static func bytes(_ value: Value) -> [UInt8] {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(1024)
        writer.write(value)
        return writer.bytes
    }

    /// Appends a value.
    ///
    /// A decimal that is no finite number becomes `null`, since JSON cannot say it.
    public mutating func write(_ value: Value) {
        switch value {
        case .null: self.append("null")
        case .boolean(let value): self.append(value ? "true" : "false")
        case .integer(let number): self.write(number)
        case .decimal(let number): self.append(number.isFinite ? number.description : "null")
        case .string(let text): self.write(text)
        case .array(let values): self.write(values)
        case .object(let object): self.write(object)
        }
    }

    private mutating func append(_ text: String) {
        self.bytes.append(contentsOf: text.utf8)
    }

    private mutating func write(_ number: Int64) {
        if number < 0 { self.bytes.append(UInt8(ascii: "-")) }
        self.write(digits: number.magnitude)
    }

    private mutating func write(digits number: UInt64) {
        if number > 9 { self.write(digits: number / 10) }
        self.bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func write(_ values: [Value]) {
        self.bytes.append(UInt8(ascii: "["))
        var isFirst = true
        for value in values {
            self.separate(&isFirst)
            self.write(value)
        }
        self.bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: Object) {
        self.bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in object {
            self.separate(&isFirst)
            self.write(name)
            self.bytes.append(UInt8(ascii: ":"))
            self.write(value)
        }
        self.bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate(_ isFirst: inout Bool) {
        if isFirst {
            isFirst = false
        } else {
            self.bytes.append(UInt8(ascii: ","))
        }
    }
}

// MARK: - Text

extension JSONWriter {
    /// Appends a text in its quotes, given in UTF-8; nothing, and false, where the bytes are none.
    public mutating func write(utf8 text: UnsafeBufferPointer<UInt8>) -> Bool {
        let form = TextForm(text)
        if !form.isASCII, (try? UTF8Span(validating: text.span)) == nil { return false }
        self.write(text, form)
        return true
    }

    private mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { self.write($0, TextForm($0)) }
    }

    private mutating func write(_ text: UnsafeBufferPointer<UInt8>, _ form: TextForm) {
        self.bytes.append(UInt8(ascii: "\""))
        if form.hasEscapes { self.escape(text) } else { self.bytes.append(contentsOf: text) }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for index in text.indices where TextForm.mustEscape(text[index]) {
            self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            self.escape(text[index])
            start = index + 1
        }
        self.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): self.bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: self.append("\\b")
        case 0x09: self.append("\\t")
        case 0x0A: self.append("\\n")
        case 0x0C: self.append("\\f")
        case 0x0D: self.append("\\r")
        default:
            let digits = byte.hexadecimalDigits()
            self.append("\\u00")
            self.bytes += [digits.0, digits.1]
        }
    }
}

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
        case .integer(let number): self.append(number.description)
        case .decimal(let number): self.append(number.isFinite ? number.description : "null")
        case .string(let text): self.write(text)
        case .array(let values): self.write(values)
        case .object(let object): self.write(object)
        }
    }

    private mutating func append(_ text: String) {
        self.bytes.append(contentsOf: text.utf8)
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

extension JSONWriter {
    private mutating func write(_ text: String) {
        self.bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            if utf8.contains(where: Self.mustEscape) {
                for byte in utf8 { self.escape(byte) }
            } else {
                self.bytes.append(contentsOf: utf8)
            }
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): self.bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: self.append("\\b")
        case 0x09: self.append("\\t")
        case 0x0A: self.append("\\n")
        case 0x0C: self.append("\\f")
        case 0x0D: self.append("\\r")
        case ..<0x20:
            let digits = byte.hexadecimalDigits()
            self.append("\\u00")
            self.bytes += [digits.0, digits.1]
        default: self.bytes.append(byte)
        }
    }
}

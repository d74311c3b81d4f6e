import Encodings
import SCIM

/// Writes what a client has sent as JSON in one line: the values of secrets are masked, and what is long is cut short.
///
/// `{"op":"replace","path":"password","value":"hunter2"} → {"op":"replace","path":"password","value":"***"}`
struct MaskedBody {
    /// How many bytes are kept.
    static let limit = 4096
    /// What stands in the place of what was cut off.
    static let mark = " … cut short"
    private let body: Value
    /// The names of the SCIM attributes whose values are secrets.
    private let secrets: [String]

    /// Masks a password, and the attributes of these names wherever they stand.
    init(_ body: Value, hiding names: [String]) {
        (self.body, self.secrets) = (body, names)
    }

    /// The text of a body.
    static func text(_ body: Value, hiding names: [String]) -> String {
        var bytes: [UInt8] = []
        MaskedBody(body, hiding: names).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text.
    func append(to bytes: inout [UInt8]) {
        var writer = MaskingWriter(hiding: self.secrets, behind: bytes.count)
        // The buffer is lent, and not copied.
        swap(&writer.json.bytes, &bytes)
        writer.write(self.body)
        writer.cut()
        swap(&writer.json.bytes, &bytes)
    }
}

/// Writes the values of a body one after the other.
private struct MaskingWriter {
    private static let mask = Value.string("***")

    var json = JSONWriter()
    private let secrets: [String]
    /// Where the text begins.
    private let start: Int

    init(hiding secrets: [String], behind start: Int) {
        (self.secrets, self.start) = (secrets, start)
    }

    /// Whether more was written than is kept.
    private var isFull: Bool { self.json.bytes.count - self.start > MaskedBody.limit }

    /// Cuts off what is too much.
    mutating func cut() {
        guard self.isFull else { return }
        self.json.bytes.removeSubrange((self.start + MaskedBody.limit)...)
        // A character is not cut in two.
        while let last = self.json.bytes.last, last & 0xC0 == 0x80 { self.json.bytes.removeLast() }
        if let last = self.json.bytes.last, last >= 0x80 { self.json.bytes.removeLast() }
        self.json.bytes.append(contentsOf: MaskedBody.mark.utf8)
    }

    mutating func write(_ value: Value) {
        if self.isFull { return }
        switch value {
        case .array(let values): self.write(values)
        case .object(let object): self.write(object)
        default: self.json.write(value)
        }
    }

    private mutating func write(_ values: [Value]) {
        self.append("[")
        for (index, value) in values.enumerated() {
            if index > 0 { self.append(",") }
            self.write(value)
        }
        self.append("]")
    }

    private mutating func write(_ object: Object) {
        // The value of a PATCH operation is as secret as what its path names.
        let isOnSecret = object["path"]?.string.map(self.isSecret) ?? false
        self.append("{")
        for (index, (name, value)) in object.enumerated() {
            if index > 0 { self.append(",") }
            self.json.write(.string(self.isSecret(name) ? self.bare(name) : name))
            self.append(":")
            if name.equalsIgnoringASCIICase("path"), isOnSecret {
                self.json.write(.string(self.bare(value.string ?? "")))
            } else if isOnSecret && name.equalsIgnoringASCIICase("value") || self.isSecret(name) {
                self.json.write(value.isNull ? value : Self.mask)
            } else {
                self.write(value)
            }
        }
        self.append("}")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { self.json.bytes.append(contentsOf: $0) }
    }

    /// Whether a name or path leads to a secret: `urn:ietf:params:scim:schemas:core:2.0:User:password`.
    private func isSecret(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { path in
            if path.containsPassword { return true }
            if self.secrets.isEmpty { return false }
            let name = path.attribute
            return self.secrets.contains { name.equalsIgnoringASCIICase($0) }
        }
    }

    /// The path without the values in its filter, which may be secrets too.
    private func bare(_ path: String) -> String { String(path.prefix { $0 != "[" }) }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the word `password` stands anywhere in it, in any case.
    fileprivate var containsPassword: Bool {
        let word: StaticString = "password"
        guard self.count >= word.utf8CodeUnitCount else { return false }
        return self.indices.dropLast(word.utf8CodeUnitCount - 1).contains { start in
            self[start] | 0x20 == UInt8(ascii: "p")
                && (1..<word.utf8CodeUnitCount).allSatisfy { self[start + $0] | 0x20 == word.utf8Start[$0] }
        }
    }

    /// The attribute that a path is on, without schema, filter and part.
    fileprivate var attribute: Slice<UnsafeBufferPointer<UInt8>> {
        let name = self.prefix { $0 != UInt8(ascii: "[") }
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        let own = name[start...].drop { $0 == UInt8(ascii: " ") }
        return own.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }
    }
}

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
    private static let mask = Value.string("***")

    /// The names of the SCIM attributes whose values are secrets.
    let secrets: [String]
    private var writer = JSONWriter()

    /// Masks a password, and the attributes of these names wherever they stand.
    init(hiding names: [String]) {
        self.secrets = names
    }

    /// The text of a body.
    static func text(_ body: Value, hiding names: [String]) -> String {
        var body = (text: MaskedBody(hiding: names), value: body)
        body.text.write(body.value)
        return body.text.text
    }

    private var text: String {
        var bytes = self.writer.bytes[...]
        guard bytes.count > Self.limit else { return String(decoding: bytes, as: UTF8.self) }
        bytes = bytes.prefix(Self.limit)
        // A character is not cut in two.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0x80 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self) + Self.mark
    }

    private mutating func write(_ value: Value) {
        if self.writer.bytes.count > Self.limit { return }
        switch value {
        case .array(let values): self.write(values)
        case .object(let object): self.write(object)
        default: self.writer.write(value)
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
            self.writer.write(.string(self.isSecret(name) ? self.bare(name) : name))
            self.append(":")
            if name.equalsIgnoringASCIICase("path"), isOnSecret {
                self.writer.write(.string(self.bare(value.string ?? "")))
            } else if isOnSecret && name.equalsIgnoringASCIICase("value") || self.isSecret(name) {
                self.writer.write(value.isNull ? value : Self.mask)
            } else {
                self.write(value)
            }
        }
        self.append("}")
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { self.writer.bytes.append(contentsOf: $0) }
    }

    /// Whether a name or path leads to a secret: `urn:ietf:params:scim:schemas:core:2.0:User:password`.
    private func isSecret(_ path: String) -> Bool {
        if path.utf8.count >= 8, path.utf8.containsPassword { return true }
        guard !self.secrets.isEmpty else { return false }
        let name = Self.attribute(of: path)
        return self.secrets.contains { $0.equalsIgnoringASCIICase(name) }
    }

    /// The path without the values in its filter, which may be secrets too.
    private func bare(_ path: String) -> String { String(path.prefix { $0 != "[" }) }

    /// The attribute that a path is on, without schema, filter and part.
    private static func attribute(of path: String) -> String {
        let name = path.utf8.prefix { $0 != UInt8(ascii: "[") }
        let start = name.lastIndex(of: UInt8(ascii: ":")).map { name.index(after: $0) } ?? name.startIndex
        let own = name[start...].drop { $0 == UInt8(ascii: " ") }
        return String(decoding: own.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }
}

extension String.UTF8View {
    private static let word = Array("password".utf8)

    /// Whether the word `password` stands anywhere in it, in any case.
    fileprivate var containsPassword: Bool {
        var rest = self[...]
        while let start = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "p") }) {
            rest = rest[start...]
            if rest.starts(with: Self.word, by: { $0 | 0x20 == $1 }) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}

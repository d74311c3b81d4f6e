import Encodings

/// Writes lines of LDIF (RFC 2849).
struct LDIFWriter {
    private let secrets: Set<AttributeDescription>
    private var bytes: [UInt8] = []

    init(secrets: Set<AttributeDescription>) {
        self.secrets = secrets
    }

    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    mutating func writeAdd(_ entry: Entry) {
        self.write("changetype", "add")
        self.write(entry.attributes)
    }

    mutating func writeModify(_ modifications: [Modification]) {
        self.write("changetype", "modify")
        for modification in modifications {
            self.write(modification.operation.rawValue, AttributeValue(modification.attribute.description))
            self.write([Attribute(modification.attribute, values: modification.values)])
            self.append(line: [UInt8(ascii: "-")])
        }
    }

    mutating func write(_ attributes: [Attribute]) {
        for attribute in attributes {
            let isSecret = self.secrets.contains(attribute.description.withoutOptions)
            let name = attribute.description.description
            for value in attribute.values { self.write(name, isSecret ? "********" : value) }
        }
    }

    // `attrval-spec = AttributeDescription value-spec SEP`
    mutating func write(_ name: String, _ value: AttributeValue) {
        var line = Array(name.utf8)
        line.append(UInt8(ascii: ":"))
        if Self.isSafe(value.bytes) {
            if !value.bytes.isEmpty { line.append(.space) }
            line += value.bytes
        } else {
            line += [UInt8(ascii: ":"), .space] + value.bytes.base64.utf8
        }
        self.append(line: line)
    }

    /// Appends a line, folded after 76 bytes.
    private mutating func append(line: [UInt8]) {
        let width = 76
        self.bytes += line.prefix(width)
        var rest = line.dropFirst(width)
        while !rest.isEmpty {
            self.bytes += [UInt8(ascii: "\n"), .space]
            self.bytes += rest.prefix(width - 1)
            rest = rest.dropFirst(width - 1)
        }
        self.bytes.append(UInt8(ascii: "\n"))
    }

    /// `SAFE-STRING`, and no space at the end, which is easily lost.
    private static func isSafe(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        return first != .space && first != UInt8(ascii: ":") && first != UInt8(ascii: "<") && bytes.last != .space
            && bytes.allSatisfy { $0 < 0x80 && $0 != 0 && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    }
}

import Encodings

/// Writes lines of LDIF (RFC 2849) as bytes.
public struct LDIFWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// What stands before every line from now on: with `# ` the lines are comments.
    public var margin: [UInt8] = []

    private let secrets: Set<AttributeDescription>

    /// Begins with nothing; in the place of the values of secret attributes stand asterisks.
    public init(secrets: Set<AttributeDescription> = []) {
        self.secrets = secrets
    }

    /// What has been written, as a text.
    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// Appends the record of a change, which ends with its last line and no empty one.
    public mutating func write(_ change: Change) {
        self.write("dn", AttributeValue(change.target.description))
        switch change {
        case .add(let entry): self.writeAdd(entry)
        case .modify(_, let modifications): self.writeModify(modifications)
        case .rename(_, let leaf, let deleteOld, let superior):
            self.write("changetype", "modrdn")
            self.write("newrdn", AttributeValue(leaf.description))
            self.write("deleteoldrdn", deleteOld ? "1" : "0")
            if let superior { self.write("newsuperior", AttributeValue(superior.description)) }
        case .delete: self.write("changetype", "delete")
        }
    }

    private mutating func writeAdd(_ entry: Entry) {
        self.write("changetype", "add")
        self.write(entry.attributes)
    }

    private mutating func writeModify(_ modifications: [Modification]) {
        self.write("changetype", "modify")
        for modification in modifications {
            self.write(modification.operation.rawValue, AttributeValue(modification.attribute.description))
            self.write([Attribute(modification.attribute, values: modification.values)])
            self.write(line: "-")
        }
    }

    mutating func write(_ attributes: [Attribute]) {
        for attribute in attributes {
            let isSecret = self.secrets.contains(attribute.description.withoutOptions)
            let name = attribute.description.description
            for value in attribute.values { self.write(name, isSecret ? "********" : value) }
        }
    }

    /// Appends a line with the value of an attribute, in base64 where it is not safe, folded after 76 bytes.
    ///
    /// `attrval-spec = AttributeDescription value-spec SEP`
    public mutating func write(_ name: String, _ value: AttributeValue) {
        self.bytes += self.margin
        let start = self.bytes.count
        self.bytes += name.utf8
        self.bytes.append(UInt8(ascii: ":"))
        if Self.isSafe(value.bytes) {
            if !value.bytes.isEmpty { self.bytes.append(.space) }
            self.bytes += value.bytes
        } else {
            self.bytes += [UInt8(ascii: ":"), .space]
            self.bytes += value.bytes.base64.utf8
        }
        self.fold(from: start)
        self.bytes.append(.lineFeed)
    }

    /// Appends a line as it is, which must have no line end in it.
    public mutating func write(line: String) {
        self.bytes += self.margin
        self.bytes += line.utf8
        self.bytes.append(.lineFeed)
    }

    /// Appends bytes as they are.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        self.bytes += bytes
    }

    /// Folds the last line, which begins at an offset behind its margin, after 76 bytes.
    private mutating func fold(from start: Int) {
        let width = 76
        guard self.bytes.count - start > width else { return }
        var rest = Array(self.bytes[(start + width)...])[...]
        self.bytes.removeSubrange((start + width)...)
        while !rest.isEmpty {
            self.bytes.append(.lineFeed)
            self.bytes += self.margin
            self.bytes.append(.space)
            self.bytes += rest.prefix(width - 1)
            rest = rest.dropFirst(width - 1)
        }
    }

    /// `SAFE-STRING`, and no space at the end, which is easily lost.
    private static func isSafe(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        return first != .space && first != UInt8(ascii: ":") && first != UInt8(ascii: "<") && bytes.last != .space
            && bytes.allSatisfy { $0 < 0x80 && $0 != 0 && $0 != .lineFeed && $0 != UInt8(ascii: "\r") }
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
}

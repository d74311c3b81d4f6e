import Encodings
import Glibc

/// Writes lines of LDIF (RFC 2849) as bytes.
public struct LDIFWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// What stands before every line from now on: with `# ` the lines are comments.
    public var margin: [UInt8] = []

    private let secrets: Set<AttributeDescription>

    /// Begins with nothing, and with room for so many bytes; in the place of the values of secret attributes stand asterisks.
    public init(secrets: Set<AttributeDescription> = [], room: Int = 0) {
        self.secrets = secrets
        self.bytes.reserveCapacity(room)
    }

    /// What has been written, as a text.
    var text: String { String(decoding: self.bytes, as: UTF8.self) }

    /// Appends the record of a change, which ends with its last line and no empty one.
    public mutating func write(_ change: Change) {
        self.write("dn", text: change.target.description)
        switch change {
        case .add(let entry):
            self.write("changetype", text: "add")
            self.write(entry.attributes)
        case .modify(_, let modifications):
            self.write("changetype", text: "modify")
            for modification in modifications { self.write(modification) }
        case .rename(_, let leaf, let deleteOld, let superior):
            self.write("changetype", text: "modrdn")
            self.write("newrdn", text: leaf.description)
            self.write("deleteoldrdn", text: deleteOld ? "1" : "0")
            if let superior { self.write("newsuperior", text: superior.description) }
        case .delete: self.write("changetype", text: "delete")
        }
    }

    private mutating func write(_ modification: Modification) {
        self.write(modification.operation.rawValue, text: modification.attribute.description)
        self.write(modification.attribute, modification.values)
        self.write(line: "-")
    }

    mutating func write(_ attributes: [Attribute]) {
        for attribute in attributes { self.write(attribute.description, attribute.values) }
    }

    private mutating func write(_ attribute: AttributeDescription, _ values: Attribute.Values) {
        let isSecret = !self.secrets.isEmpty && self.secrets.contains(attribute.withoutOptions)
        let name = attribute.description
        for value in values {
            if isSecret { self.write(name, text: "********") } else { self.write(name, value) }
        }
    }

    /// Appends a line with the value of an attribute, in base64 where it is not safe, folded after 76 bytes.
    ///
    /// `attrval-spec = AttributeDescription value-spec SEP`
    public mutating func write(_ name: String, _ value: AttributeValue) {
        self.write(name) { $0.append(contentsOf: value.bytes) }
    }

    /// Appends such a line with the value of a text.
    public mutating func write(_ name: String, text: String) {
        self.write(name) { $0.append(contentsOf: text.utf8) }
    }

    /// Appends such a line with a value that `body` appends to what has been written, so that it is nowhere else.
    public mutating func write(_ name: String, appending body: (inout [UInt8]) -> Void) {
        self.bytes.append(contentsOf: self.margin)
        let start = self.bytes.count
        self.bytes.append(contentsOf: name.utf8)
        self.bytes.append(UInt8(ascii: ":"))
        self.bytes.append(.space)
        let value = self.bytes.count
        body(&self.bytes)
        self.encode(from: value)
        self.fold(from: start)
        self.bytes.append(.lineFeed)
    }

    /// Appends a line as it is, which must have no line end in it.
    public mutating func write(line: String) {
        self.write(lineAppending: { $0.append(contentsOf: line.utf8) })
    }

    /// Appends a line that `body` appends, which must have no line end in it.
    public mutating func write(lineAppending body: (inout [UInt8]) -> Void) {
        self.bytes.append(contentsOf: self.margin)
        body(&self.bytes)
        self.bytes.append(.lineFeed)
    }

    /// Appends lines that are written already, each behind the margin.
    public mutating func write(lines: [UInt8]) {
        if self.margin.isEmpty { return self.append(lines) }
        lines.withUnsafeBufferPointer { lines in
            guard var next = lines.baseAddress else { return }
            let end = next + lines.count
            while next < end, let found = memchr(next, Int32(UInt8.lineFeed), end - next) {
                let behind = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
                self.bytes.append(contentsOf: self.margin)
                self.bytes.append(contentsOf: UnsafeBufferPointer(start: next, count: behind - next))
                next = behind
            }
        }
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

    /// Puts the value that begins at an index, behind a space, into the form that it needs.
    private mutating func encode(from start: Int) {
        if start == self.bytes.count {
            self.bytes.removeLast()
        } else if !self.bytes.withUnsafeBufferPointer({ Self.isSafe($0[start...]) }) {
            let text = self.bytes[start...].base64
            self.bytes.removeSubrange((start - 1)...)
            self.bytes.append(UInt8(ascii: ":"))
            self.bytes.append(.space)
            self.bytes.append(contentsOf: text.utf8)
        }
    }

    /// `SAFE-STRING`, and no space at the end, which is easily lost.
    ///
    /// Eight bytes are looked at together: https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord.
    private static func isSafe(_ value: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: value))
        guard let first = bytes.first, let last = bytes.last else { return true }
        if first == .space || first == UInt8(ascii: ":") || first == UInt8(ascii: "<") || last == .space {
            return false
        }
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if Self.hasUnsafeByte(word) { return false }
        }
        return bytes[whole...].allSatisfy { $0 < 0x80 && $0 != 0 && $0 != .lineFeed && $0 != .carriageReturn }
    }

    /// Whether one of the bytes is not of ASCII, a line end, or zero.
    private static func hasUnsafeByte(_ word: UInt64) -> Bool {
        let (low, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        let lineFeeds = word ^ (low &* UInt64(UInt8.lineFeed))
        let returns = word ^ (low &* UInt64(UInt8.carriageReturn))
        let zeros = (word &- low) | (lineFeeds &- low) | (returns &- low)
        return (word | zeros) & high != 0
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
}

import Encodings

extension Entry {
    /// The records of LDIF (RFC 2849); a record without a change type is an entry to add.
    ///
    /// Values that are given by URL and controls are refused.
    /// - Throws: `decodingError` with the number of the line that is wrong.
    public static func parseLDIF(_ text: String) throws(LDAPError) -> [Change] {
        try LDIFParser.parse(text)
    }
}

/// Reads LDIF (RFC 2849).
struct LDIFParser {
    /// One line with its continuations: `AttributeDescription value-spec`, or a lone `-`.
    private struct Line {
        var number: Int
        var name: String
        var value: AttributeValue
    }

    private var lines: ArraySlice<Line>

    static func parse(_ text: String) throws(LDAPError) -> [Change] {
        var changes: [Change] = []
        for record in Self.records(of: text) {
            var lines: [Line] = []
            for line in record { lines.append(try Self.line(line.bytes, number: line.number)) }
            if lines.first?.name == "version" { lines.removeFirst() }
            guard !lines.isEmpty else { continue }
            var parser = LDIFParser(lines: lines[...])
            changes.append(try parser.change())
            if let line = parser.lines.first {
                throw Self.error("a line after the end of the change", line: line.number)
            }
        }
        return changes
    }

    /// The lines of each record, with continuations joined and comments left out.
    private static func records(of text: String) -> [[(number: Int, bytes: [UInt8])]] {
        var records: [[(number: Int, bytes: [UInt8])]] = [[]]
        var isComment = false
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.isEmpty {
                records.append([])
            } else if line.first == .space {
                if !isComment { Self.continue(&records[records.count - 1], with: Array(line), number: index + 1) }
                continue
            } else if line.first != UInt8(ascii: "#") {
                records[records.count - 1].append((index + 1, Array(line)))
            }
            isComment = line.first == UInt8(ascii: "#")
        }
        return records
    }

    /// Joins a continuation to the line before; without one it stays a line, which is then refused.
    private static func `continue`(_ record: inout [(number: Int, bytes: [UInt8])], with line: [UInt8], number: Int) {
        if record.isEmpty {
            record.append((number, line))
        } else {
            record[record.count - 1].bytes += line.dropFirst()
        }
    }

    // `value-spec = ":" ( FILL 0*1(SAFE-STRING) / ":" FILL (BASE64-STRING) / "<" FILL url )`
    private static func line(_ bytes: [UInt8], number: Int) throws(LDAPError) -> Line {
        if bytes == [UInt8(ascii: "-")] { return Line(number: number, name: "-", value: "") }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            throw Self.error("no colon", line: number)
        }
        let name = String(decoding: bytes[..<colon], as: UTF8.self)
        var rest = bytes[(colon + 1)...]
        let sign = rest.first
        if sign == UInt8(ascii: "<") { throw Self.error("a value by URL, which is not supported", line: number) }
        if sign == UInt8(ascii: ":") { rest = rest.dropFirst() }
        rest = rest.drop { $0 == .space }
        guard sign == UInt8(ascii: ":") else {
            return Line(number: number, name: name, value: AttributeValue(bytes: Array(rest)))
        }
        guard let decoded = Base64.decode(rest) else { throw Self.error("a value that is not base64", line: number) }
        return Line(number: number, name: name, value: AttributeValue(bytes: decoded))
    }

    // `ldif-attrval-record / ldif-change-record`
    private mutating func change() throws(LDAPError) -> Change {
        let dn = try self.name(try self.take("dn"))
        guard let kind = self.lines.first, kind.name.equalsIgnoringASCIICase("changetype") else {
            if let line = self.lines.first(where: { $0.name.equalsIgnoringASCIICase("control") }) {
                throw Self.error("a control, which is not supported", line: line.number)
            }
            return .add(try self.entry(dn))
        }
        self.lines.removeFirst()
        switch kind.value.text {
        case "add": return .add(try self.entry(dn))
        case "modify": return .modify(dn, try self.modifications())
        case "delete": return .delete(dn)
        case "modrdn", "moddn": return try self.rename(dn)
        default: throw Self.error("a change type that is not known", line: kind.number)
        }
    }

    private mutating func entry(_ dn: DistinguishedName) throws(LDAPError) -> Entry {
        var entry = Entry(dn: dn)
        while let line = self.lines.popFirst() {
            let attribute = try Self.attribute(line.name, line: line.number)
            if entry.attributes.last?.description == attribute {
                entry.attributes[entry.attributes.count - 1].values.append(line.value)
            } else {
                entry[attribute].append(line.value)
            }
        }
        return entry
    }

    // `mod-spec = ( "add:" / "delete:" / "replace:" ) AttributeDescription SEP *attrval-spec "-" SEP`
    private mutating func modifications() throws(LDAPError) -> [Modification] {
        var modifications: [Modification] = []
        while let line = self.lines.popFirst() {
            guard let operation = Modification.Operation(rawValue: line.name) else {
                throw Self.error("none of add, delete, replace and increment", line: line.number)
            }
            let attribute = try Self.attribute(line.value.text ?? "", line: line.number)
            var values: [AttributeValue] = []
            while let line = self.lines.popFirst(), line.name != "-" {
                guard try Self.attribute(line.name, line: line.number) == attribute else {
                    throw Self.error("a value of another attribute than '\(attribute)'", line: line.number)
                }
                values.append(line.value)
            }
            modifications.append(Modification(operation, attribute, values))
        }
        return modifications
    }

    private mutating func rename(_ dn: DistinguishedName) throws(LDAPError) -> Change {
        let leaf = try self.take("newrdn")
        guard let name = try self.name(leaf).leaf else { throw Self.error("an empty name", line: leaf.number) }
        let deleteOld = try self.take("deleteoldrdn")
        guard ["0", "1"].contains(deleteOld.value) else { throw Self.error("neither 0 nor 1", line: deleteOld.number) }
        let superior = self.lines.isEmpty ? nil : try self.name(try self.take("newsuperior"))
        return .rename(dn, to: name, deleteOld: deleteOld.value == "1", superior: superior)
    }

    private mutating func take(_ name: String) throws(LDAPError) -> Line {
        guard let line = self.lines.popFirst() else {
            throw Self.error("no '\(name)' at the end of a record", line: nil)
        }
        guard line.name.equalsIgnoringASCIICase(name) else { throw Self.error("no '\(name)'", line: line.number) }
        return line
    }

    private func name(_ line: Line) throws(LDAPError) -> DistinguishedName {
        do {
            return try DistinguishedName(parsing: line.value.text ?? "")
        } catch {
            throw Self.error(error.diagnostic, line: line.number)
        }
    }

    private static func attribute(_ text: String, line: Int) throws(LDAPError) -> AttributeDescription {
        do {
            return try AttributeDescription(parsing: text)
        } catch {
            throw Self.error(error.diagnostic, line: line)
        }
    }

    private static func error(_ problem: String, line: Int?) -> LDAPError {
        LDAPError(.decodingError, diagnostic: "LDIF" + (line.map { " line \($0)" } ?? "") + ": \(problem)")
    }
}

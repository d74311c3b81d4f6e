/// A table as text (RFC 4180): fields with commas between, in quotes where they hold commas, quotes or line ends.
///
/// Excel writes semicolons in countries with decimal commas, or tabs: what the first line has most of separates. A byte order
/// mark is skipped, and line ends may be of any kind.
struct DelimitedText {
    /// One line of the table.
    struct Row: Hashable {
        /// The line of the text on which it begins, from 1.
        var line: Int
        /// The fields, without their quotes.
        var fields: [String]
    }

    /// A quote that nothing closes, on this line.
    struct UnclosedQuote: Error, Hashable {
        var line: Int
    }

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1

    /// Returns the rows of a text, the first of which has the names of the columns; lines without any text are left out.
    /// - Throws: ``UnclosedQuote``.
    static func rows(of bytes: [UInt8]) throws(UnclosedQuote) -> [Row] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var text = DelimitedText(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
        var rows: [Row] = []
        while let row = try text.row() {
            if row.fields != [""] { rows.append(row) }
        }
        return rows
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.separator = Self.separator(of: bytes)
    }

    /// What the first line has most of, quoted fields left out; a comma where it has nothing.
    private static func separator(of bytes: [UInt8]) -> UInt8 {
        var (counts, isQuoted) = ([UInt8: Int](), false)
        for byte in bytes {
            if byte == self.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == self.newline || byte == self.carriageReturn { break }
            if self.separators.contains(byte) { counts[byte, default: 0] += 1 }
        }
        return self.separators.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? self.separators[0]
    }

    // `record = field *(COMMA field)`, and the line end behind it; nil at the end of the text.
    private mutating func row() throws(UnclosedQuote) -> Row? {
        guard self.position < self.bytes.count else { return nil }
        var row = Row(line: self.line, fields: [])
        while true {
            row.fields.append(try self.field())
            guard self.position < self.bytes.count, self.bytes[self.position] == self.separator else { break }
            self.position += 1
        }
        self.skipLineEnd()
        return row
    }

    // `field = (escaped / non-escaped)`
    private mutating func field() throws(UnclosedQuote) -> String {
        var field: [UInt8] = []
        if self.position < self.bytes.count, self.bytes[self.position] == Self.quote {
            field = try self.quoted()
        }
        // What stands behind a closing quote is taken as it is, as spreadsheets do.
        while self.position < self.bytes.count, !self.isEnd(self.bytes[self.position]) {
            field.append(self.bytes[self.position])
            self.position += 1
        }
        return String(decoding: field, as: UTF8.self)
    }

    // `escaped = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE`
    private mutating func quoted() throws(UnclosedQuote) -> [UInt8] {
        let start = self.line
        var field: [UInt8] = []
        self.position += 1
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            if byte == Self.quote {
                guard self.position < self.bytes.count, self.bytes[self.position] == Self.quote else { return field }
                self.position += 1
            }
            if byte == Self.newline { self.line += 1 }
            field.append(byte)
        }
        throw UnclosedQuote(line: start)
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == self.separator || byte == Self.newline || byte == Self.carriageReturn
    }

    private mutating func skipLineEnd() {
        guard self.position < self.bytes.count else { return }
        if self.bytes[self.position] == Self.carriageReturn { self.position += 1 }
        if self.position < self.bytes.count, self.bytes[self.position] == Self.newline { self.position += 1 }
        self.line += 1
    }
}

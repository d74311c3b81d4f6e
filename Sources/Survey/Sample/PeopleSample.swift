/// People as Entra exports them: a table whose first line has the names of the columns, such as `userPrincipalName`.
public struct PeopleSample: Sendable {
    /// One of them.
    struct Person: Sendable {
        /// The line of the file.
        var line: Int
        /// The values by the folded names of their columns; no value is empty.
        fileprivate var values: [String: String]

        /// The value of a column, whose case and spaces do not matter; nil where there is none.
        subscript(_ column: String) -> String? { self.values[PeopleSample.folded(column)] }
    }

    /// Why a text is no such table, as a sentence that says what to do.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public var description: String
    }

    /// The column that Entra sends as `userName`.
    let userNameColumn: String
    /// Those who have a value there.
    let people: [Person]
    /// How many lines have none.
    let nameless: Int

    /// Reads a table; `userNameColumn` is what Entra's mapping sends as `userName`.
    /// - Throws: ``Fault``.
    public init(_ bytes: [UInt8], userNameColumn: String = "userPrincipalName") throws(Fault) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Fault(description: "is not UTF-8: save it as \"CSV UTF-8\"")
        }
        let rows: [DelimitedText.Row]
        do {
            rows = try DelimitedText.rows(of: bytes)
        } catch {
            throw Fault(description: "line \(error.line): a quote is never closed")
        }
        guard let header = rows.first?.fields.map(Self.folded) else { throw Fault(description: "is empty") }
        guard header.contains(Self.folded(userNameColumn)) else {
            throw Fault(
                description: "has no column \(userNameColumn) in its first line, which has "
                    + rows[0].fields.joined(separator: ", "))
        }
        let all = rows.dropFirst().map { row in
            let pairs = zip(header, row.fields).map { ($0, Self.trimmed($1)) }.filter { !$0.1.isEmpty }
            return Person(line: row.line, values: Dictionary(pairs) { first, _ in first })
        }
        self.userNameColumn = userNameColumn
        self.people = all.filter { $0[userNameColumn] != nil }
        self.nameless = all.count - self.people.count
    }

    /// The name of a column without what differs between exports: `User principal name` → `userprincipalname`.
    private static func folded(_ column: String) -> String {
        column.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    private static func trimmed(_ text: String) -> String {
        let rest = text.drop { $0.isWhitespace }
        return String(rest.reversed().drop { $0.isWhitespace }.reversed())
    }
}

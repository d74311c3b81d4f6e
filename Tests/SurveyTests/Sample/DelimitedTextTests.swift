import Testing

@testable import Survey

/// Tables as text (RFC 4180), and as spreadsheets write them.
@Suite struct DelimitedTextTests {
    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2", [["a", "b"], ["1,5", "2"]]),
        ("a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
        ("\"a,x\",b\n\"1 \"\"one\"\"\",\"2\nzwei\"", [["a,x", "b"], ["1 \"one\"", "2\nzwei"]]),
        ("\"a;b;c\",d\n1,2", [["a;b;c", "d"], ["1", "2"]]),
        ("a,b\n\n,\n1,\n", [["a", "b"], ["", ""], ["1", ""]]),
        ("a\n\"1\"x", [["a"], ["1x"]]),
        ("", []), ("\n\n", []),
    ])
    func hasTheseRows(text: String, rows: [[String]]) throws {
        #expect(try DelimitedText.rows(of: Array(text.utf8)).map(\.fields) == rows)
    }

    @Test func rowsKnowTheirLine() throws {
        let rows = try DelimitedText.rows(of: Array("a\n\"x\ny\"\n\nz\n".utf8))
        #expect(rows.map(\.line) == [1, 2, 5])
    }

    @Test func aQuoteThatNothingClosesIsNamed() {
        #expect(throws: DelimitedText.UnclosedQuote(line: 2)) {
            try DelimitedText.rows(of: Array("a\n\"x\ny\n".utf8))
        }
    }
}

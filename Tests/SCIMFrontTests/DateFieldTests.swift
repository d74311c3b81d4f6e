import Testing

@testable import SCIMFront

@Suite struct DateFieldTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
    ])
    func isWrittenAsHTTPAsks(second: Int, text: String) {
        #expect(DateField.text(at: second) == text)
    }

    @Test func tellsTheTime() {
        #expect(DateField().text.hasSuffix(" GMT"))
    }
}

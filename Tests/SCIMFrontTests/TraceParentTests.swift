import Testing

@testable import SCIMFront

@Suite struct TraceParentTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"

    @Test(arguments: [
        "00-\(Self.trace)-\(Self.span)-01", "00-\(Self.trace)-\(Self.span)-00", "cc-\(Self.trace)-\(Self.span)-01-more",
    ])
    func readsTheIDs(text: String) {
        let parent = TraceParent(text)
        #expect(parent?.traceID == Self.trace && parent?.spanID == Self.span)
    }

    @Test(arguments: [
        "", "00", "00-\(Self.trace)-\(Self.span)", "00-\(Self.trace)-\(Self.span)-01-more",
        "ff-\(Self.trace)-\(Self.span)-01", "00-\(Self.trace.uppercased())-\(Self.span)-01",
        "00-00000000000000000000000000000000-\(Self.span)-01", "00-\(Self.trace)-0000000000000000-01",
        "00-\(Self.trace)x-\(Self.span)-01", "00-\(Self.span)-\(Self.trace)-01", "0-\(Self.trace)-\(Self.span)-01",
        "00-\(Self.trace)-\(Self.span)-zz", "00-\(Self.trace)-\(Self.span)-01 ",
        "cc-\(Self.trace)-\(Self.span)-01-" + String(repeating: "x", count: 300),
    ])
    func takesNothingElse(text: String) {
        #expect(TraceParent(text) == nil)
    }
}

import Testing

@testable import SCIMFront

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/Users?count=1", "/Users", "count=1"), ("/Users", "/Users", ""), ("/a?b?c", "/a", "b?c"), ("*", "*", ""),
        ("http://a.example/Users?x=/", "/Users", "x=/"), ("http://a.example", "", ""), ("http://a?x", "", "x"),
        ("/Users?u=http://a/b", "/Users", "u=http://a/b"), ("/http://a/b", "/http://a/b", ""), ("a:b", "a:b", ""),
        ("", "", ""),
    ])
    func hasAPathAndAQuery(text: String, path: String, query: String) {
        let target = RequestTarget(text)
        #expect(String(decoding: target.path, as: UTF8.self) == path)
        #expect(String(decoding: target.query, as: UTF8.self) == query)
    }
}

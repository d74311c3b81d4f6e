import SCIM
import Testing

@Suite struct ObjectTests {
    @Test func findsMembersWithoutCase() {
        let object: Object = ["userName": "a", "Title": "b"]
        #expect(object["USERNAME"] == "a")
        #expect(object["title"] == "b")
        #expect(object["name"] == nil)
    }

    @Test func keepsPositionAndFirstSpelling() {
        var object: Object = ["userName": 1, "title": 2]
        object["USERNAME"] = 3
        object["active"] = true
        #expect(object.map(\.name) == ["userName", "title", "active"])
        #expect(object.map(\.value) == [3, 2, true])
    }

    @Test func removesByNil() {
        var object: Object = ["a": 1, "b": 2]
        object["A"] = nil
        object["c"] = nil
        #expect(object == ["b": 2])
        #expect(object.count == 1)
    }

    @Test func equalsAndHashesWithoutOrderAndCase() {
        let one: Object = ["userName": "a", "active": true, "name": ["givenName": "x", "familyName": "y"]]
        let other: Object = ["ACTIVE": true, "Name": ["FAMILYNAME": "y", "givenname": "x"], "username": "a"]
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
    }

    @Test(
        arguments: [
            ["a": 1, "b": 2], ["a": 2], ["a": 1, "b": 1, "c": 1], ["b": 1], ["a": "1"], [:],
        ] as [Object])
    func differs(_ object: Object) {
        #expect(object != ["a": 1])
    }

    /// Unicode takes the texts of a pair for the same.
    @Test(arguments: [
        ("\u{E9}", "e\u{301}"), ("a\u{323}\u{301}", "a\u{301}\u{323}"), ("\u{212B}ngstr\u{F6}m", "\u{C5}ngstr\u{F6}m"),
    ])
    func textsDifferByTheirBytes(_ one: String, _ other: String) {
        #expect(one == other)
        #expect(Value.string(one) != Value.string(other))
        #expect(Set([Value.string(one), .string(other), .string(one)]).count == 2)
        #expect(Value.string(one) == Value.string(String(decoding: Array(one.utf8), as: UTF8.self)))
    }

    @Test func viewsAreOfOneKindOnly() {
        #expect(Value.string("x").string == "x")
        #expect(Value.boolean(true).string == nil)
        #expect(Value.boolean(true).boolean == true)
        #expect(Value.array([1]).array == [1])
        #expect(Value.object(["a": 1]).object == ["a": 1])
        #expect(Value.null.isNull && !Value.string("").isNull)
        #expect([Value.integer(7), 1.5, true, "x", nil, []].map(\.text) == ["7", "1.5", "true", "x", nil, nil])
    }
}

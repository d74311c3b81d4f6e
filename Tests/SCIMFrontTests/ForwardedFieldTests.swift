import Encodings
import Testing

@testable import SCIMFront

@Suite struct ForwardedFieldTests {
    private static func field(_ lines: String...) throws -> [String] {
        var field = FieldLines()
        for line in lines { field.add(line) }
        return try ForwardedField(field).nodes.map(\.text)
    }

    /// The examples of RFC 7239 section 4, and others.
    @Test(arguments: [
        (#"for="_gazonk""#, ["_gazonk"]), (#"For="[2001:db8:cafe::17]:4711""#, ["2001:db8:cafe::17"]),
        ("for=192.0.2.60;proto=http;by=203.0.113.43", ["192.0.2.60"]),
        ("for=192.0.2.43, for=198.51.100.17", ["192.0.2.43", "198.51.100.17"]),
        ("proto=http;by=203.0.113.43", ["unknown"]),
        (#"for="192.0.2.43:47011" ,for=unknown"#, ["192.0.2.43", "unknown"]),
        (#"for="192.0.2.4\3""#, ["192.0.2.43"]),
    ])
    func readsForwarded(line: String, nodes: [String]) throws {
        #expect(try Self.field(line) == nodes)
    }

    @Test func linesAreOneList() throws {
        #expect(try Self.field("for=a", "for=b, for=c") == ["a", "b", "c"])
    }

    /// A client that opens a quotation hides what a proxy appends behind it: nothing of such a field is believed.
    @Test(arguments: [
        #"for=", for=192.0.2.1"#, #"for="x, for="[2001:db8::1]""#, "for", "for=", "=x", "for=a,", "for=a;", "for=a b",
        "",
        "for=[::1]", "for=a;for=b", #"for="a"b"#, #"for="a\"#,
    ])
    func refusesWhatHidesTheRest(line: String) {
        #expect(throws: ForwardedField.Fault.self) { try Self.field(line) }
    }

    @Test(arguments: [
        (
            "192.0.2.1, 198.51.100.2:80,[2001:db8::1]:443 , 2001:db8::2",
            ["192.0.2.1", "198.51.100.2", "2001:db8::1", "2001:db8::2"]
        ),
        ("unknown", ["unknown"]), ("", []), (" , ", [""]),
    ])
    func readsTheListOfOthers(line: String, nodes: [String]) {
        var field = FieldLines()
        field.add(line)
        #expect(ForwardedField(list: field).nodes.map(\.text).filter { !$0.isEmpty } == nodes.filter { !$0.isEmpty })
    }
}

import Foundation
import SCIM
import Testing

@Suite struct JSONWriterTests {
    @Test(
        arguments: [
            (nil, "null"), (true, "true"), (-7, "-7"), (1.5, "1.5"), (2.0, "2.0"), (1e20, "1e+20"),
            (.decimal(.nan), "null"), (.decimal(.infinity), "null"), ("", #""""#), ("é€😀\u{2028}/", "\"é€😀\u{2028}/\""),
            ("\"\\\n\r\t\u{8}\u{c}", #""\"\\\n\r\t\b\f""#),
            ("\u{0}\u{1}\u{1f}\u{7f}", "\"\\u0000\\u0001\\u001f\u{7f}\""),
            ([], "[]"), ([1, [nil]], "[1,[null]]"), ([:], "{}"),
            (["b": 1, "a\"": ["c": []]], #"{"b":1,"a\"":{"c":[]}}"#),
        ] as [(Value, String)])
    func writes(_ value: Value, text: String) {
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == text)
    }

    @Test func appendsToItsBuffer() {
        var writer = JSONWriter()
        writer.write([1])
        writer.write("a")
        #expect(writer.bytes == Array(#"[1]"a""#.utf8))
    }

    @Test func readsBackWhatItWrites() throws {
        var random = SplitMix(state: 7)
        for _ in 0..<500 {
            let value = Self.value(depth: 4, using: &random)
            let bytes = JSONWriter.bytes(value)
            #expect(try JSONReader.read(bytes) == value)
            #expect(Oracle.read(bytes) != nil)
        }
    }

    private static func value(depth: Int, using random: inout SplitMix) -> Value {
        switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &random) {
        case 0: .null
        case 1: .boolean(.random(using: &random))
        case 2: .integer(.random(in: .min ... .max, using: &random))
        case 3: .decimal(.random(in: -1e9...1e9, using: &random))
        case 4: .string(Self.text(using: &random))
        case 5: .array((0..<3).map { _ in Self.value(depth: depth - 1, using: &random) })
        default:
            .object(
                (0..<3).reduce(into: [:]) {
                    $0["\($1)" + Self.text(using: &random)] = Self.value(depth: depth - 1, using: &random)
                })
        }
    }

    private static func text(using random: inout SplitMix) -> String {
        let scalars = (0..<Int.random(in: 0...8, using: &random)).map { _ in
            Unicode.Scalar(UInt32.random(in: 0...0x2FFFF, using: &random) >> UInt32.random(in: 0...12, using: &random))
                ?? "x"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

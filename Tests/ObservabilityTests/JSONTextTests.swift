import Foundation
import Glibc
import Logging
import Sandbox
import Testing

@testable import Observability

/// The log as JSON lines; Foundation reads it.
@Suite struct JSONTextTests {
    static func written(
        _ format: LogFormat = .json, stream: String = "1:2", _ body: (inout Logger) -> Void
    ) throws -> String {
        let ends = try Loopback.pair()
        defer { close(ends.ours) }
        let handler = LineLogHandler(
            level: .trace, format: format, environment: ["JOURNAL_STREAM": stream], descriptor: ends.child)
        var logger = Logger(label: "test") { _ in handler }
        body(&logger)
        close(ends.child)
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], Array(repeating: 0, count: 65_536))
        while case let count = read(ends.ours, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test(arguments: [
        "plain", "", "say \"x\"", #"back\slash"#, "line\nend\r\t\u{0}\u{1F}\u{7F}", "next\u{85}line\u{9B}31m", "名前 © 🌍",
        "{\"a\":1}",
    ])
    func everyTextComesBack(text: String) throws {
        let written = try Self.written {
            $0.warning(
                "\(text)", metadata: ["a": .string(text), "b": .array([.string(text)]), "c": ["d": .string(text)]])
        }
        #expect(written.unicodeScalars.filter { $0.value < 0x20 || 0x7F...0x9F ~= $0.value }.map(\.value) == [10])
        let object = try #require(try Self.objects(written).first)
        #expect(object["message"] as? String == text && object["level"] as? String == "warning")
        #expect(object["a"] as? String == text && object["b"] as? [String] == [text])
        #expect(object["c"] as? [String: String] == ["d": text])
        #expect((object["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    }

    @Test func composedEventsHaveNumbersAndLists() throws {
        let text = try Self.written {
            let sink = $0.lineSink
            sink?.compose(.info, "A call was answered.") {
                $0.add("attributes", ["sn", "mail"])
                $0.add("duration_us", 1234)
                $0.add("dn", "uid=ada")
                $0.add("ldif", lines: "dn: uid=ada\nsn: a")
            }
            sink?.compose(.info, "Another.") { _ in }
            sink?.flush()
        }
        let objects = try Self.objects(text)
        #expect(objects.count == 2)
        #expect(objects[0]["attributes"] as? [String] == ["sn", "mail"] && objects[0]["duration_us"] as? Int == 1234)
        #expect(objects[0]["dn"] as? String == "uid=ada" && objects[0]["ldif"] as? String == "dn: uid=ada\nsn: a")
    }

    @Test func noEventCanReplaceWhatEveryOneHas() throws {
        let text = try Self.written {
            $0.info("m", error: SandboxError("it broke"), metadata: ["time": "x", "n": .stringConvertible(7)])
        }
        let object = try #require(try Self.objects(text).first)
        #expect(object["_time"] as? String == "x" && object["time"] as? String != "x")
        #expect(object["n"] as? Int == 7 && (object["error"] as? String)?.contains("it broke") == true)
    }

    @Test func longTextsAreCut() throws {
        let text = try Self.written { $0.info("m", metadata: ["a": .string(String(repeating: "é", count: 50_000))]) }
        let value = try #require(try Self.objects(text).first?["a"] as? String)
        #expect(value.hasPrefix("ééé") && value.hasSuffix("… (100000 bytes)") && value.utf8.count < 33_000)
    }
}

import Glibc
import Logging
import Sandbox
import Testing

@testable import Observability

@Suite struct LineLogHandlerTests {
    /// Logs into a pipe and returns what comes out of it.
    private static func written(
        level: Logger.Level = .trace, isJournal: Bool = false, _ body: (inout Logger) -> Void
    ) throws -> String {
        let ends = try Loopback.pair()
        defer { close(ends.ours) }
        var status = stat()
        try #require(fstat(ends.child, &status) == 0)
        let stream = isJournal ? "\(status.st_dev):\(status.st_ino)" : "1:2"
        let handler = LineLogHandler(level: level, environment: ["JOURNAL_STREAM": stream], descriptor: ends.child)
        var logger = Logger(label: "test") { _ in handler }
        body(&logger)
        close(ends.child)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(ends.ours, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }

    @Test(arguments: [
        (Logger.Level.critical, "<2>"), (.error, "<3>"), (.warning, "<4>"), (.notice, "<5>"), (.info, "<6>"),
        (.debug, "<7>"), (.trace, "<7>"),
    ])
    func tellsTheJournalThePriorityAndNoTime(level: Logger.Level, priority: String) throws {
        let text = try Self.written(isJournal: true) {
            $0.log(level: level, "It happened.", metadata: ["b": "2", "a": "1"])
        }
        #expect(text == "\(priority)It happened. a=1 b=2\n")
    }

    @Test func tellsATerminalTheTimeAndTheLevel() throws {
        let text = try Self.written { $0.warning("It happened.", metadata: ["a": "1"]) }
        let words = text.split(separator: " ", maxSplits: 1)
        #expect(words.first?.count == 20 && words.first?.hasPrefix("20") == true && words.first?.hasSuffix("Z") == true)
        #expect(words.last == "warning It happened. a=1\n")
    }

    @Test func leavesOutWhatIsBelowTheLevel() throws {
        let text = try Self.written(level: .notice, isJournal: true) {
            $0.info("low")
            $0.debug("lower")
            $0.notice("high")
        }
        #expect(text == "<5>high\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), ("two words", "\"two words\""), ("say \"x\"", #""say \"x\"""#),
        (#"back\slash"#, #"back\slash"#), (#"back\slash here"#, #""back\\slash here""#), ("a=b", "a=b"),
        ("line\nerror forged=1", "\"line error forged=1\""), ("tab\tbell\u{7}del\u{7F}", "\"tab bell del \""),
        ("next\u{85}line\u{9B}31m", "\"next  line  31m\""), ("Ångström ©", "\"Ångström ©\""), ("名前", "名前"),
    ])
    func nobodyCanForgeALineOrAValue(value: String, written: String) throws {
        let text = try Self.written(isJournal: true) { $0.info("m", metadata: ["v": .string(value)]) }
        #expect(text == "<6>m v=\(written)\n")
    }

    /// Bytes that need something, and those beside them that do not, at every place of a value that is looked at in pieces of eight.
    @Test(arguments: [
        (" ", " "), ("\"", "\\\""), ("\u{1F}", " "), ("\u{7F}", " "), ("\u{85}", "  "), ("!", nil), ("#", nil),
        ("~", nil), ("\\", nil), ("é", nil),
    ])
    func seesEveryByteOfAValue(character: String, quoted: String?) throws {
        for place in 0..<20 {
            let (before, after) = (String(repeating: "x", count: place), String(repeating: "~", count: 19 - place))
            let text = try Self.written(isJournal: true) {
                $0.info("m", metadata: ["v": .string(before + character + after)])
            }
            let value = quoted.map { "\"\(before)\($0)\(after)\"" } ?? before + character + after
            #expect(text == "<6>m v=\(value)\n")
        }
    }

    @Test(arguments: [
        (["sn", "givenName"], "sn,givenName"), (["sn"], "sn"), (["sn", "two words"], "\"sn,two words\""),
        ([""], "\"\""), ([], "\"\""), (["sn", ""], "sn,"), (["a\n", "b"], "\"a ,b\""),
    ])
    func composesLists(texts: [String], written: String) throws {
        let text = try Self.written(isJournal: true) {
            $0.lineSink?.compose(.info, "m") { $0.add("v", texts) }
            $0.lineSink?.flush()
        }
        #expect(text == "<6>m v=\(written)\n")
        var metadata: Logger.Metadata = [:]
        metadata.add("v", texts)
        #expect(try Self.written(isJournal: true) { $0.info("m", metadata: metadata) } == text)
    }

    @Test(arguments: [
        "plain", "", "say \"x\"", #"back\slash here"#, "next\u{85}line\u{9B}31m", "\"\u{308}", "Ångström ©", "©",
    ])
    func composesWhatItWouldLog(text: String) throws {
        let logged = try Self.written(isJournal: true) {
            $0.error(
                "m\u{85}",
                metadata: ["a": .string(text), "b": .stringConvertible(-120), "c": "\(Int.min)", "d": "0"])
        }
        let composed = try Self.written(isJournal: true) {
            let sink = $0.lineSink
            sink?.compose(.error, "m\u{85}") {
                $0.add("a", text)
                $0.add("b", -120)
                $0.add("c", Int.min)
                $0.add("d", 0)
            }
            sink?.flush()
        }
        #expect(logged == composed && !composed.isEmpty)
    }

    @Test func composedLinesWaitForTheNextEvent() throws {
        let text = try Self.written(isJournal: true) {
            $0.lineSink?.compose(.info, "first") { $0.add("a", 1) }
            $0.lineSink?.compose(.info, "second") { _ in }
            $0.warning("third")
            $0.lineSink?.compose(.info, "lost") { _ in }
        }
        #expect(text == "<6>first a=1\n<6>second\n<4>third\n")
    }

    @Test func manyLinesDoNotWait() throws {
        let long = String(repeating: "x", count: 30_000)
        let text = try Self.written(isJournal: true) {
            for _ in 0..<3 { $0.lineSink?.compose(.info, "m") { $0.add("a", long) } }
        }
        #expect(text.hasPrefix("<6>m a=xxx"))
    }

    @Test func composesNothingWhereEveryLineSaysMore() throws {
        _ = try Self.written {
            $0[metadataKey: "a"] = "1"
            #expect($0.lineSink == nil)
        }
    }

    @Test func messagesAreOneLineToo() throws {
        #expect(try Self.written(isJournal: true) { $0.info("GET /\u{1B}[31m\r\nx") } == "<6>GET / [31m  x\n")
    }

    @Test func takesMetadataOfTheLoggerAndErrors() throws {
        let text = try Self.written(isJournal: true) {
            $0[metadataKey: "request_id"] = "1"
            $0.error("m", error: SandboxError("it broke"), metadata: ["a": .array(["x", "y"])])
            $0.info("n", metadata: ["request_id": "2"])
        }
        #expect(text.hasPrefix("<3>m a=\"[\\\"x\\\", \\\"y\\\"]\" request_id=1 error="))
        #expect(text.hasSuffix("\n<6>n request_id=2\n"))
    }
}

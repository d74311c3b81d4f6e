import Foundation
import NIOCore
import Testing

@testable import Control

@Suite struct LineBufferTests {
    @Test func cutsLinesHoweverTheyCome() throws {
        let text = "one\n\ntwo\nthree"
        for size in 1...text.utf8.count {
            var buffer = LineBuffer(limit: 5)
            var lines: [String] = []
            for start in stride(from: 0, to: text.utf8.count, by: size) {
                let bytes = text.utf8.dropFirst(start).prefix(size)
                lines += try buffer.receive(ByteBuffer(bytes: bytes)).map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(lines == ["one", "", "two"] && buffer.isWithinLine)
        }
    }

    @Test(arguments: ["123456", "123456\n", "12345\n123456"]) func refusesALineThatIsTooLong(text: String) {
        var buffer = LineBuffer(limit: 5)
        #expect(throws: ControlError.self) { try buffer.receive(ByteBuffer(string: text)) }
    }
}

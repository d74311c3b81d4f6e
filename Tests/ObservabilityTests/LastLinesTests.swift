import Glibc
import Logging
import Testing

@testable import Observability

@Suite struct LastLinesTests {
    @Test func anAbortWritesWhatWaits() async throws {
        let result = await #expect(processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]) {
            let handler = LineLogHandler(level: .info, environment: [:])
            handler.flushAtCrash()
            handler.compose(.info, "It was done.") { $0.add("a", 1) }
            abort()
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains(" info It was done. a=1\n"))
    }

    @Test func aTrapWritesWhatWaits() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let handler = LineLogHandler(level: .info, environment: [:])
            handler.flushAtCrash()
            handler.compose(.info, "It was done.") { $0.add("a", 1) }
            let none: [Int] = []
            print(none[Int.random(in: 0...1)])
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains(" info It was done. a=1\n"))
    }

    @Test func aFaultAmidALineStillEndsTheProcess() async {
        await #expect(processExitsWith: .signal(SIGABRT)) {
            let handler = LineLogHandler(level: .info, environment: [:])
            handler.flushAtCrash()
            handler.compose(.info, "It was done.") { _ in abort() }
        }
    }
}

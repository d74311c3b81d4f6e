import Synchronization
import Testing

@testable import Daemon

@Suite struct StatusLineTests {
    private final class Shown: Sendable {
        let texts = Mutex<[String]>([])
        var last: String? { self.texts.withLock { $0.last } }
        var count: Int { self.texts.withLock { $0.count } }
    }

    private let shown = Shown()
    private let line: StatusLine

    init() {
        let shown = self.shown
        self.line = StatusLine { text in shown.texts.withLock { $0.append(text) } }
    }

    @Test func showsHowTheGenerationInForceStands() {
        self.line.tell("connecting", of: 1)
        self.line.tell("connected", of: 1)
        self.line.tell("connecting", of: 2)
        self.line.tell("connected", of: 1)
        #expect(self.shown.last == "connected" && self.shown.count == 2)
        self.line.tell("connected elsewhere", of: 2)
        self.line.take(2)
        #expect(self.shown.last == "connected elsewhere")
        self.line.tell("away", of: 1)
        #expect(self.line.text == "connected elsewhere")
    }

    @Test func aRefusedReloadIsShownUntilOneIsTaken() {
        self.line.tell("connected", of: 1)
        self.line.refused("f:1: no")
        #expect(self.shown.last == "connected; a reload was refused: f:1: no")
        self.line.tell("away", of: 1)
        #expect(self.shown.last == "away; a reload was refused: f:1: no")
        self.line.tell("fine", of: 2)
        self.line.take(2)
        #expect(self.shown.last == "fine")
    }
}

import Testing

@testable import SCIMFront

/// How long a client may take for what is its turn.
@Suite struct ExchangeDeadlineTests {
    private var exchange = Exchange()

    @Test mutating func cutsWhoSaysNothing() {
        #expect(self.exchange.tick(at: 9) == .nothing)
        #expect(self.exchange.tick(at: 10) == .cut)
    }

    @Test mutating func tellsWhoSendsAHeadByteByByte() {
        for second in 0..<10 {
            self.exchange.heard(at: second)
            #expect(self.exchange.tick(at: second) == .nothing)
        }
        #expect(self.exchange.tick(at: 10) == .refuse(408))
        self.exchange.outputClosed()
        #expect(self.exchange.tick(at: 11) == .nothing)
        #expect(self.exchange.tick(at: 12) == .cut)
    }

    @Test(arguments: [true, false])
    mutating func tellsWhoSendsABodyByteByByte(isAwaited: Bool) {
        self.exchange.heard(at: 5)
        #expect(self.exchange.read(Exchange.plain) == .serve)
        if isAwaited { #expect(self.exchange.demand() == .wait) }
        self.exchange.heard(at: 20)
        #expect(self.exchange.tick(at: 34) == .nothing)
        #expect(self.exchange.tick(at: 35) == (isAwaited ? .fail(.tooSlow) : .nothing))
        if !isAwaited { #expect(self.exchange.demand() == .fail(.tooSlow)) }
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
    }

    @Test mutating func waitsForTheServiceAndThenForTheNextRequest() {
        self.exchange.heard(at: 1)
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.tick(at: 5000) == .nothing)
        #expect(self.exchange.answer() == "")
        var silent = self.exchange
        #expect(silent.tick(at: 5299) == .nothing)
        #expect(silent.tick(at: 5300) == .cut)
        self.exchange.heard(at: 5100)
        #expect(self.exchange.tick(at: 5109) == .nothing)
        #expect(self.exchange.tick(at: 5110) == .refuse(408))
    }

    @Test mutating func cutsWhoGoesOnWithTheBodyAfterTheAnswer() {
        self.exchange.heard(at: 0)
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.answer() == "")
        var slow = self.exchange
        #expect(slow.tick(at: 29) == .nothing)
        #expect(slow.tick(at: 30) == .cut)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.tick(at: 299) == .nothing)
        #expect(self.exchange.tick(at: 300) == .cut)
    }

    @Test mutating func waitsAsLongForWhoTakesTheLastAnswerAsForOthers() {
        #expect(self.exchange.read(Exchange.head(("Host", "a"), ("Connection", "close"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.tick(at: 299) == .nothing)
        #expect(self.exchange.tick(at: 300) == .cut)
    }
}

import NIOCore
import NIOHTTP1
import Testing

@testable import SCIMFront

@Suite struct ExchangeStateMachineTests {
    private var exchange = Exchange()

    private static let expecting = Exchange.head(("Host", "a"), ("Expect", "100-Continue"))

    @Test mutating func keepsAnOrdinaryConnection() {
        for _ in 0..<2 {
            #expect(self.exchange.wantsMore)
            #expect(self.exchange.read(Exchange.head(("Host", ""))) == .serve)
            #expect(self.exchange.read("x") == .nothing)
            #expect(self.exchange.readEnd() == .nothing)
            #expect(self.exchange.demand() == .take("x"))
            #expect(self.exchange.answer() == "")
            #expect(self.exchange.last == .nothing)
        }
    }

    @Test mutating func endsAfterTheLastOfSeveralRequests() {
        #expect(self.exchange.read(Exchange.head(("host", "a"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.head(("HOST", "a"), ("connection", "Close"))) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        #expect(self.exchange.answer() == nil)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
    }

    @Test mutating func keepsAnOldConnectionOnlyIfTheClientWants() {
        #expect(self.exchange.read(Exchange.head(("Connection", "Keep-Alive"), version: .http1_0)) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "keep-alive")
        #expect(self.exchange.read(Exchange.head(version: .http1_0)) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
    }

    /// The parser stops where another protocol begins.
    @Test mutating func endsWhereTheClientAsksForAnotherProtocol() {
        #expect(self.exchange.read(Exchange.head(("Host", "a"), ("Upgrade", "h2c"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
    }

    @Test(arguments: [([], HTTPVersion.http1_1), (["a", "a"], .http1_1), (["a", "b"], .http1_0)])
    mutating func refusesWhatNamesNoHostOrSeveral(hosts: [String], version: HTTPVersion) {
        var head = Exchange.head(version: version)
        for host in hosts { head.headers.add(name: "Host", value: host) }
        #expect(self.exchange.read(head) == .refuse(400))
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(self.exchange.demand() == .fail(.broken))
    }

    @Test mutating func answersBeforeItTellsAFault() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.readFault() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .refuse(408))
    }

    @Test mutating func endsWithTheClientAfterTheAnswers() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.readEndOfInput() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .finish)
        var silent = Exchange()
        #expect(silent.readEndOfInput() == .finish)
    }

    /// Who does not take answers gets no more of them.
    @Test mutating func waitsForASlowReader() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.set(isWritable: false) == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .nothing)
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.set(isWritable: true) == .serve)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.wantsMore)
    }
}

// MARK: - Bodies

extension ExchangeStateMachineTests {
    @Test mutating func readsABodyOnlyForWhomItIs() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.read("a") == .nothing)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read("b") == .nothing)
        #expect(self.exchange.readEnd() == .body("ab"))
    }

    @Test mutating func readsNoMoreThanOneRequestAhead() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.answer() == "")
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.wantsMore)
    }

    @Test mutating func takesNoLargerBodyThanIsWanted() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.demand(upTo: 3) == .wait)
        #expect(self.exchange.read("abc") == .nothing)
        #expect(self.exchange.read("d") == .fail(.tooLarge))
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.answer() == "")
        // What is left of it is thrown away; then the connection goes on.
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read("e") == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.read("abcd") == .nothing)
        #expect(self.exchange.demand(upTo: 3) == .fail(.tooLarge))
    }

    @Test mutating func endsAfterABrokenBody() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.readFault() == .fail(.broken))
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        var unread = Exchange()
        #expect(unread.read(Exchange.plain) == .serve)
        #expect(unread.readFault() == .nothing)
        #expect(unread.demand() == .fail(.broken))
        var answered = Exchange()
        #expect(answered.read(Exchange.plain) == .serve)
        #expect(answered.answer() == "")
        #expect(answered.readFault() == .finish)
    }

    @Test mutating func letsAClientGoOnOnce() {
        #expect(self.exchange.read(Self.expecting) == .serve)
        #expect(self.exchange.demand() == .sendContinue)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.readEnd() == .body("x"))
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .nothing)
    }

    @Test mutating func endsWhereTheBodyWasNotWanted() {
        #expect(self.exchange.read(Self.expecting) == .serve)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
    }

    @Test mutating func tellsNobodyWhoDoesNotWait() {
        #expect(self.exchange.read(Self.expecting) == .serve)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.readEnd() == .body("x"))
        #expect(self.exchange.answer() == "")
        let old = Exchange.head(("Expect", "100-continue"), ("Connection", "keep-alive"), version: .http1_0)
        #expect(self.exchange.read(old) == .serve)
        #expect(self.exchange.demand() == .wait)
    }

    /// What a client holds back although it ends the connection is still asked for, and the connection ends once.
    @Test mutating func letsTheLastRequestGoOn() {
        let head = Exchange.head(("Host", "a"), ("Expect", "100-continue"), ("Connection", "close"))
        #expect(self.exchange.read(head) == .serve)
        #expect(self.exchange.demand() == .sendContinue)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.readEnd() == .body("x"))
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.read(Exchange.plain) == .nothing)
    }

    /// The answer to an earlier request does not end a connection on which a later body is held back.
    @Test mutating func saysNothingWhileALaterRequestIsUnanswered() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.expecting) == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.readEnd() == .nothing)
    }
}

// MARK: - The end of the service

extension ExchangeStateMachineTests {
    /// A request may be on its way: it is answered, and that is the last answer.
    @Test mutating func aDrainAwaitsWhatIsOnItsWay() {
        #expect(self.exchange.drain() == .nothing)
        #expect(self.exchange.tick(at: 2) == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
    }

    @Test mutating func aDrainClosesWhoAsksForNothing() {
        #expect(self.exchange.drain() == .nothing)
        #expect(self.exchange.tick(at: 3) == .close)
        var idle = Exchange()
        #expect(idle.read(Exchange.plain) == .serve)
        #expect(idle.readEnd() == .nothing)
        #expect(idle.answer() == "")
        #expect(idle.drain() == .nothing)
        #expect(idle.tick(at: 0) == .nothing)
        #expect(idle.tick(at: 1) == .close)
        #expect(!idle.wantsMore)
    }

    @Test mutating func aDrainEndsWithTheAnswersThatAreDue() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Exchange.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.drain() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        self.exchange.outputClosed()
        #expect(self.exchange.drain() == .close)
    }

    @Test mutating func aDrainDoesNotWaitForTheRestOfARequest() {
        #expect(self.exchange.read(Exchange.plain) == .serve)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.drain() == .finish)
    }
}

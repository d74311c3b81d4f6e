import NIOCore
import NIOHTTP1
import Testing

@testable import SCIMFront

@Suite struct ExchangeStateMachineTests {
    private var exchange = Exchange()

    private static func head(_ fields: (String, String)..., version: HTTPVersion = .http1_1) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: .POST, uri: "/", headers: HTTPHeaders(fields))
    }

    private static let plain = Self.head(("Host", "a"))
    private static let expecting = Self.head(("Host", "a"), ("Expect", "100-Continue"))

    @Test mutating func keepsAnOrdinaryConnection() {
        for _ in 0..<2 {
            #expect(self.exchange.wantsMore)
            #expect(self.exchange.read(Self.head(("Host", ""))) == .serve)
            #expect(self.exchange.read("x") == .nothing)
            #expect(self.exchange.readEnd() == .nothing)
            #expect(self.exchange.demand() == .take("x"))
            #expect(self.exchange.answer() == "")
            #expect(self.exchange.last == .nothing)
        }
    }

    @Test mutating func endsAfterTheLastOfSeveralRequests() {
        #expect(self.exchange.read(Self.head(("host", "a"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.head(("HOST", "a"), ("connection", "Close"))) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        #expect(self.exchange.answer() == nil)
        #expect(self.exchange.read(Self.plain) == .nothing)
    }

    @Test mutating func keepsAnOldConnectionOnlyIfTheClientWants() {
        #expect(self.exchange.read(Self.head(("Connection", "Keep-Alive"), version: .http1_0)) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "keep-alive")
        #expect(self.exchange.read(Self.head(version: .http1_0)) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
    }

    /// The parser stops where another protocol begins.
    @Test mutating func endsWhereTheClientAsksForAnotherProtocol() {
        #expect(self.exchange.read(Self.head(("Host", "a"), ("Upgrade", "h2c"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
    }

    @Test(arguments: [([], HTTPVersion.http1_1), (["a", "a"], .http1_1), (["a", "b"], .http1_0)])
    mutating func refusesWhatNamesNoHostOrSeveral(hosts: [String], version: HTTPVersion) {
        var head = Self.head(version: version)
        for host in hosts { head.headers.add(name: "Host", value: host) }
        #expect(self.exchange.read(head) == .refuse(400))
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .nothing)
        #expect(self.exchange.demand() == .fail(.broken))
    }

    @Test mutating func answersBeforeItTellsAFault() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.readFault() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .serve)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .refuse(408))
    }

    @Test mutating func endsWithTheClientAfterTheAnswers() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.readEndOfInput() == .nothing)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.last == .finish)
        var silent = Exchange()
        #expect(silent.readEndOfInput() == .finish)
    }

    /// Who does not take answers gets no more of them.
    @Test mutating func waitsForASlowReader() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .nothing)
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
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.read("a") == .nothing)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read("b") == .nothing)
        #expect(self.exchange.readEnd() == .body("ab"))
    }

    @Test mutating func readsNoMoreThanOneRequestAhead() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read(Self.plain) == .nothing)
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.answer() == "")
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.wantsMore)
    }

    @Test mutating func takesNoLargerBodyThanIsWanted() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.demand(upTo: 3) == .wait)
        #expect(self.exchange.read("abc") == .nothing)
        #expect(self.exchange.read("d") == .fail(.tooLarge))
        #expect(!self.exchange.wantsMore)
        #expect(self.exchange.answer() == "")
        // What is left of it is thrown away; then the connection goes on.
        #expect(self.exchange.wantsMore)
        #expect(self.exchange.read("e") == .nothing)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.read("abcd") == .nothing)
        #expect(self.exchange.demand(upTo: 3) == .fail(.tooLarge))
    }

    @Test mutating func endsAfterABrokenBody() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.readFault() == .fail(.broken))
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.last == .finish)
        var unread = Exchange()
        #expect(unread.read(Self.plain) == .serve)
        #expect(unread.readFault() == .nothing)
        #expect(unread.demand() == .fail(.broken))
        var answered = Exchange()
        #expect(answered.read(Self.plain) == .serve)
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
        #expect(self.exchange.read(Self.plain) == .nothing)
    }

    @Test mutating func tellsNobodyWhoDoesNotWait() {
        #expect(self.exchange.read(Self.expecting) == .serve)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.demand() == .wait)
        #expect(self.exchange.readEnd() == .body("x"))
        #expect(self.exchange.answer() == "")
        let old = Self.head(("Expect", "100-continue"), ("Connection", "keep-alive"), version: .http1_0)
        #expect(self.exchange.read(old) == .serve)
        #expect(self.exchange.demand() == .wait)
    }

    /// What a client holds back although it ends the connection is still asked for, and the connection ends once.
    @Test mutating func letsTheLastRequestGoOn() {
        let head = Self.head(("Host", "a"), ("Expect", "100-continue"), ("Connection", "close"))
        #expect(self.exchange.read(head) == .serve)
        #expect(self.exchange.demand() == .sendContinue)
        #expect(self.exchange.read("x") == .nothing)
        #expect(self.exchange.readEnd() == .body("x"))
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.read(Self.plain) == .nothing)
    }

    /// The answer to an earlier request does not end a connection on which a later body is held back.
    @Test mutating func saysNothingWhileALaterRequestIsUnanswered() {
        #expect(self.exchange.read(Self.plain) == .serve)
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
    @Test mutating func aDrainClosesWhoWaitsForNothing() {
        #expect(self.exchange.drain() == .close)
        var idle = Exchange()
        #expect(idle.read(Self.plain) == .serve)
        #expect(idle.readEnd() == .nothing)
        #expect(idle.answer() == "")
        #expect(idle.drain() == .close)
        #expect(!idle.wantsMore)
    }

    @Test mutating func aDrainEndsWithTheAnswersThatAreDue() {
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.read(Self.plain) == .nothing)
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
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.answer() == "")
        #expect(self.exchange.drain() == .finish)
    }
}

// MARK: - Deadlines

extension ExchangeStateMachineTests {
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
        #expect(self.exchange.read(Self.plain) == .serve)
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
        #expect(self.exchange.read(Self.plain) == .serve)
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
        #expect(self.exchange.read(Self.plain) == .serve)
        #expect(self.exchange.answer() == "")
        var slow = self.exchange
        #expect(slow.tick(at: 29) == .nothing)
        #expect(slow.tick(at: 30) == .cut)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.tick(at: 299) == .nothing)
        #expect(self.exchange.tick(at: 300) == .cut)
    }

    @Test mutating func waitsAsLongForWhoTakesTheLastAnswerAsForOthers() {
        #expect(self.exchange.read(Self.head(("Host", "a"), ("Connection", "close"))) == .serve)
        #expect(self.exchange.readEnd() == .nothing)
        #expect(self.exchange.answer() == "close")
        #expect(self.exchange.tick(at: 299) == .nothing)
        #expect(self.exchange.tick(at: 300) == .cut)
    }
}

/// The machine, with a clock of its own, and what it says in a form that can be compared.
private struct Exchange {
    enum Done: Equatable {
        case nothing, serve, refuse(Int), body(String), fail(BodyFault), finish, close, cut

        init(_ action: ExchangeStateMachine.Action) {
            switch action {
            case .nothing: self = .nothing
            case .serve: self = .serve
            case .refuse(let fault): self = .refuse(fault.status)
            case .handBody(let bytes): self = .body(String(buffer: bytes))
            case .failBody(let fault): self = .fail(fault)
            case .finish: self = .finish
            case .close: self = .close
            case .cut: self = .cut
            }
        }
    }

    enum Demand: Equatable {
        case take(String), fail(BodyFault), wait, sendContinue
    }

    private static let start = ContinuousClock.now
    private var machine: ExchangeStateMachine
    private var now = Self.start
    /// What followed the last answer.
    private(set) var last = Done.nothing

    init() {
        var limits = ConnectionLimits()
        (limits.headTimeout, limits.bodyTimeout, limits.idleTimeout) = (.seconds(10), .seconds(30), .seconds(300))
        self.machine = ExchangeStateMachine(limits, now: Self.start)
    }

    var wantsMore: Bool { self.machine.wantsMore }

    mutating func read(_ head: HTTPRequestHead) -> Done { self.receive(.head(head)) }
    mutating func read(_ body: String) -> Done { self.receive(.body(ByteBuffer(string: body))) }
    mutating func readEnd() -> Done { self.receive(.end) }
    mutating func readFault() -> Done { self.receive(.fault(.slowHead)) }
    mutating func readEndOfInput() -> Done { self.receive(.endOfInput) }
    mutating func drain() -> Done { Done(self.machine.drain(now: self.now)) }
    mutating func outputClosed() { self.machine.outputClosed(now: self.now) }
    mutating func set(isWritable: Bool) -> Done { Done(self.machine.set(isWritable: isWritable, now: self.now)) }

    mutating func heard(at second: Int) {
        self.now = Self.start + .seconds(second)
        self.machine.heard(now: self.now)
    }

    mutating func tick(at second: Int) -> Done {
        self.now = Self.start + .seconds(second)
        return Done(self.machine.tick(now: self.now))
    }

    mutating func demand(upTo limit: Int = 100) -> Demand {
        switch self.machine.demandBody(upTo: limit) {
        case .take(let bytes): .take(String(buffer: bytes))
        case .fail(let fault): .fail(fault)
        case .wait: .wait
        case .sendContinue: .sendContinue
        }
    }

    /// What the `Connection` field of the answer says, empty where it has none; nil if nobody gets it.
    mutating func answer() -> String? {
        guard let ending = self.machine.answer(now: self.now) else { return nil }
        self.last = Done(ending.next)
        return ending.connection ?? ""
    }

    private mutating func receive(_ part: ExchangeStateMachine.Part) -> Done {
        Done(self.machine.receive(part, now: self.now))
    }
}

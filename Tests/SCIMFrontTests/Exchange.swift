import NIOCore
import NIOHTTP1

@testable import SCIMFront

/// The machine, with a clock of its own, and what it says in a form that can be compared.
struct Exchange {
    static func head(_ fields: (String, String)..., version: HTTPVersion = .http1_1) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: .POST, uri: "/", headers: HTTPHeaders(fields))
    }

    static let plain = Self.head(("Host", "a"))

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

    private static let start = NIODeadline.now()
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
        self.now = Self.start + .seconds(Int64(second))
        self.machine.heard(now: self.now)
    }

    mutating func tick(at second: Int) -> Done {
        self.now = Self.start + .seconds(Int64(second))
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

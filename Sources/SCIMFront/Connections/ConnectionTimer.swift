import NIOCore
import NIOHTTP1

/// The event that the request being answered has shown a token that is known.
struct TokenShown: Sendable {}

/// The client took too long for the body of a request.
struct BodyTooSlow: Error {}

/// Keeps a connection to its ``ConnectionPace``, and its seat for as long as it lasts.
///
/// What is read and written it is told by those who look at it: a handler that unwraps it again costs more than it does.
final class ConnectionTimer: ChannelOutboundHandler {
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let seats: ConnectionSeats
    private let seat: Int
    private let cutter: ConnectionCutter
    private var isTrusted = false
    private var pace: ConnectionPace
    private var ticks: RepeatedTask?
    private var isOverdue = false

    init(_ seats: ConnectionSeats, seat: Int, cutter: ConnectionCutter) {
        self.seats = seats
        self.seat = seat
        self.cutter = cutter
        self.pace = ConnectionPace(seats.limits, now: .now)
    }

    /// Bytes came, of whatever.
    func heard() {
        self.pace.heard(now: .now)
    }

    /// The head of a request is complete.
    func readHead() {
        self.pace.readHead(now: .now)
        if self.isTrusted { self.seats.set(self.seat, isBusy: true) }
    }

    /// A request is complete.
    func readEnd() {
        self.pace.readEnd(now: .now)
    }

    /// An answer is complete.
    func answered() {
        self.pace.answered(now: .now)
        if self.isTrusted, !self.pace.isBusy { self.seats.set(self.seat, isBusy: false) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let tick = TimeAmount(ConnectionPace.tick(self.seats.limits))
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        self.ticks = context.eventLoop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in
            let (timer, context) = bound.value
            timer.look(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.ticks?.cancel()
        self.ticks = nil
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is TokenShown else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if !self.isTrusted {
            self.isTrusted = true
            self.seats.trust(self.seat)
        }
        promise?.succeed()
    }

    private func look(_ context: ChannelHandlerContext) {
        guard let overdue = self.pace.overdue(now: .now) else { return }
        // Who was told and has not gone at the next look is not waited for.
        if self.isOverdue { return self.cutter.cut() }
        self.isOverdue = true
        switch overdue {
        case .silent: self.cutter.cut()
        case .head: context.fireUserInboundEventTriggered(HeadTooSlow())
        case .body: context.fireErrorCaught(BodyTooSlow())
        }
    }
}

/// The event that the client took too long for the head of a request.
struct HeadTooSlow: Sendable {}

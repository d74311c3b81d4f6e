import LDAP
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// What happens on the channel of a connection; touched on its event loop alone.
///
/// Requests go through libldap into the channel, and what the channel read comes back through libldap as answers.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Instant = ContinuousClock.Instant

    let plan: Connection.Plan
    let traffic = Traffic()
    let departures = WaitingRoom<Void>()
    /// Fulfilled once requests may be sent.
    let opened: EventLoopPromise<Void>

    let handle: Handle
    var machine: ConnectionStateMachine
    var waiters: [Ticket: Waiter] = [:]
    var context: ChannelHandlerContext?
    private var opening: OpeningStateMachine
    private let tls: NIOSSLContext?
    private let openingLimit: Duration
    private var isTickEnding = false
    private var isSweeping = false
    private var isRetiring = false
    /// Whether the log names a search reference already.
    var hasPassedReference = false

    /// Prepares what happens on a channel that is not connected yet; `tls` is there where `security` is not none.
    init(
        _ plan: Connection.Plan, _ security: Security, _ tls: NIOSSLContext?, within openingLimit: Duration,
        on eventLoop: any EventLoop
    ) throws(LDAPError) {
        self.plan = plan
        self.opened = eventLoop.makePromise()
        self.machine = ConnectionStateMachine(
            maximumInFlight: plan.limits.maximumInFlight, maximumQueued: plan.limits.maximumQueued,
            probeTime: plan.limits.probeTime)
        self.opening = OpeningStateMachine(security)
        self.tls = tls
        self.openingLimit = openingLimit
        do {
            self.handle = try Handle(server: plan.peer.server)
        } catch {
            self.opened.fail(error)
            throw error
        }
    }

    /// How long overdue operations may go unnoticed.
    private var interval: TimeAmount {
        TimeAmount(min(max(self.plan.limits.timeout / 20, .milliseconds(10)), .milliseconds(250)))
    }
}

// MARK: - The channel

extension ConnectionHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
    }

    func channelActive(context: ChannelHandlerContext) {
        self.run(self.opening.connected())
        if self.opening.isOpen { return }
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.openingLimit)) { [weak self] in
            self?.openingIsOverdue()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.handle.socket.receive(self.unwrapInboundIn(data))
        if self.opening.isOpen { self.drain() } else { self.readResponseToStartTLS() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if self.opening.isOpen { self.pump() } else { self.run(self.opening.readCompleted()) }
        self.flush()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { self.machine.emptied() } else { self.machine.filled() }
        self.flushLater()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { self.secured(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.broke(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
    }

    private func broke(_ error: (any Error)?) {
        self.run(self.opening.broke(), because: error)
        self.end(.serverDown)
    }

    /// The channel is gone, and libldap writes for nobody.
    private func leave() {
        guard self.context != nil else { return }
        self.context = nil
        self.broke(nil)
        self.handle.unbind()
        self.traffic.leave()
        self.departures.admitAll(.success(()))
    }
}

// MARK: - Opening

extension ConnectionHandler {
    private func run(_ action: OpeningStateMachine.Action, because error: (any Error)? = nil) {
        switch action {
        case .wait: break
        case .read: self.context?.read()
        case .requestTLS:
            _ = self.handle.send(.extended(.startTLS))
            self.flush()
            self.context?.read()
        case .secure: self.secure()
        case .open: self.opened.succeed()
        case .fail(let failure): self.fail(self.error(failure, error))
        }
    }

    private func readResponseToStartTLS() {
        guard self.opening.isRequesting else { return self.run(self.opening.followed()) }
        switch self.handle.receive() {
        case .nothing: break
        case .broken: self.run(self.opening.broke())
        case .message(let message):
            let code = (try? self.handle.result(of: message).code) ?? .decodingError
            self.run(self.opening.answered(code, isLast: !self.handle.socket.hasInput))
        }
    }

    private func secure() {
        guard let context, let tls else { return }
        do {
            let handler = try tls.handler(for: self.plan.peer.server)
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
            try context.channel.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            self.broke(error)
        }
    }

    private func secured(_ context: ChannelHandlerContext) {
        let certificate = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).peerCertificate
        self.traffic.certificate = try? certificate?.toDERBytes()
        guard self.plan.peer.server.isVerified(by: certificate) else { return self.broke(nil) }
        self.run(self.opening.secured())
    }

    private func openingIsOverdue() {
        if self.opening.isOpen { return }
        self.fail(LDAPError(.timeout, diagnostic: "no TLS session within \(self.openingLimit)"))
    }

    private func fail(_ error: LDAPError) {
        self.opened.fail(error)
        self.end(.connectError)
    }

    private func error(_ failure: OpeningStateMachine.Failure, _ cause: (any Error)?) -> LDAPError {
        switch failure {
        case .unanswered:
            LDAPError(.serverDown, diagnostic: "no answer to StartTLS")
        case .refused(let code):
            LDAPError(.connectError, diagnostic: "the server refuses StartTLS: \(Library.words(for: code))")
        case .followed:
            LDAPError(.connectError, diagnostic: "something came in the clear behind the answer to StartTLS")
        case .untrusted:
            LDAPError(
                .connectError,
                diagnostic: "no TLS session (\(cause.map { "\($0)" } ?? "the connection ended")); "
                    + "is the certificate issued for this host by a trusted authority?")
        case .lost:
            LDAPError(.serverDown, diagnostic: Library.words(for: .serverDown))
        }
    }
}

// MARK: - The end

extension ConnectionHandler {
    /// Finishes what is in flight, then ends.
    func retire() {
        self.isRetiring = true
        self.pump()
    }

    /// Fails what waits and closes the channel; an orderly end is told to the server.
    ///
    /// `isGivenUp` tells that another connection has found the server silent.
    func end(_ reason: ResultCode, isGivenUp: Bool = false) {
        guard self.traffic.isOpen else { return }
        self.traffic.close()
        self.traffic.isSilent = reason == .timeout
        if reason != .userCanceled && self.opening.isOpen {
            self.plan.logger.info(
                "The connection to the directory was lost.",
                metadata: ["server": "\(self.plan.peer)", "error": "\(reason)"])
        }
        self.run(self.machine.broke(isSilent: isGivenUp || reason == .timeout), .now)
        if reason == .userCanceled && !isGivenUp && self.opening.isOpen {
            self.handle.unbind()
            self.flush()
        }
        self.context?.close(promise: nil)
    }
}

// MARK: - Time, and the end of a tick

extension ConnectionHandler {
    /// Sends what may be sent.
    func pump() {
        while let action = self.machine.next() { self.run(action, .now) }
        if self.isRetiring && self.machine.isIdle { self.end(.userCanceled) }
    }

    /// Hands what libldap wrote to the channel.
    func flush() {
        guard let context, self.handle.socket.pending > 0 else { return }
        context.writeAndFlush(self.wrapOutboundOut(self.handle.socket.output), promise: nil)
        self.handle.socket.clearOutput()
    }

    /// Hands what libldap wrote to the channel when everybody who is to run now has run: requests that come together leave together.
    func flushLater() {
        guard !self.isTickEnding, let context else { return }
        self.isTickEnding = true
        context.eventLoop.assumeIsolated().execute {
            self.isTickEnding = false
            self.pump()
            self.flush()
        }
    }

    /// Sees to it that overdue operations are looked for soon.
    func armSweep() {
        guard !self.isSweeping, let context else { return }
        self.isSweeping = true
        context.eventLoop.assumeIsolated().scheduleTask(in: self.interval) { self.sweep() }
    }

    private func sweep() {
        self.isSweeping = false
        guard self.traffic.isOpen else { return }
        self.run(self.machine.swept(now: .now), .now)
        self.flushLater()
        if !self.machine.isIdle { self.armSweep() }
    }
}

import LDAP
import Logging
import Synchronization

/// Lets binds pass as ``BindPatience`` says.
final class BindGate: Sendable {
    private struct State {
        var patience = BindPatience()
        /// How the directory refused the latest bind.
        var error = LDAPError(.invalidCredentials)
    }

    private let metrics: ClientMetrics
    private let logger: Logger
    private let state = Mutex(State())
    /// Those who wait until the bind under way has ended.
    private let waiting = WaitingRoom<Void>()

    init(metrics: ClientMetrics = ClientMetrics(), logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    /// Looks whether a bind with this password makes sense now.
    /// - Throws: ``LDAPError``: how the directory refused it last.
    func check(_ password: PasswordPrint) throws(LDAPError) {
        let verdict = self.state.withLock { $0.patience.verdict(on: password, now: .now) }
        if case .refuse(let next) = verdict { throw self.refusal(until: next) }
    }

    /// Makes a bind, after those that others make.
    /// - Throws: ``LDAPError`` of `bind`, how the directory refused this password last, or ``ResultCode/timeout``.
    func pass(
        _ password: PasswordPrint, until deadline: ContinuousClock.Instant, _ bind: () async throws(LDAPError) -> Void
    ) async throws(LDAPError) {
        try await self.enter(password, until: deadline)
        do throws(LDAPError) {
            try await bind()
            self.leave(.accepted, password)
        } catch {
            self.leave(error.refusesAccount ? .refused : .undecided, password, error)
            throw error
        }
    }

    private func enter(_ password: PasswordPrint, until deadline: ContinuousClock.Instant) async throws(LDAPError) {
        let late = LDAPError(.timeout, diagnostic: "an earlier bind is not answered")
        while true {
            switch self.state.withLock({ $0.patience.begin(password, now: .now) }) {
            case .bind: return
            case .refuse(let next): throw self.refusal(until: next)
            case .wait:
                try await self.waiting.wait(until: deadline, late: late) {
                    self.state.withLock { $0.patience.isBinding } ? nil : .success(())
                }
            }
        }
    }

    private func leave(_ end: BindPatience.End, _ password: PasswordPrint, _ error: LDAPError? = nil) {
        if case .refused = end { self.metrics.refusedBind() }
        let next = self.state.withLock { state in
            state.patience.end(end, password, now: .now)
            if case .refused = end, let error { state.error = error }
            return state.patience.verdict(on: password, now: .now)
        }
        if case .refused = end, case .refuse(let next) = next {
            self.logger.error(
                "The directory refuses the account of directory.bind. Correct the account or the password file.",
                metadata: ["error": "\(error ?? LDAPError(.invalidCredentials))", "next": "\(Self.words(until: next))"])
        }
        self.waiting.admitAll(.success(()))
    }

    private func refusal(until next: ContinuousClock.Instant) -> LDAPError {
        var error = self.state.withLock { $0.error }
        error.diagnostic += "; it is tried again \(Self.words(until: next))"
        return error
    }

    private static func words(until next: ContinuousClock.Instant) -> String {
        let minutes = max(1, Int(((next - .now) / .seconds(60)).rounded(.up)))
        return "in \(minutes == 1 ? "a minute" : "\(minutes) minutes"), or when the password file changes"
    }
}

extension LDAPError {
    /// Whether the server answered the bind, and said no.
    var isRefusal: Bool {
        self.code.rawValue > 0 && ![.busy, .unavailable, .other].contains(self.code) || self.code == .parameterError
    }

    /// Whether it said no to the account or its password: every further attempt could lock the account, on any server.
    var refusesAccount: Bool {
        self.code.rawValue > 0 && !Self.reasonsOfServers.contains(self.code)
    }

    /// What a server says whoever binds: it wants TLS, another mechanism, or is not ready.
    private static let reasonsOfServers: Set<ResultCode> = [
        .operationsError, .protocolError, .timeLimitExceeded, .authMethodNotSupported, .strongerAuthRequired, .referral,
        .adminLimitExceeded, .unavailableCriticalExtension, .confidentialityRequired, .saslBindInProgress, .busy,
        .unavailable, .other,
    ]
}

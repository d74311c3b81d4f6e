import Logging
import ServiceLifecycle
import Synchronization

/// The keys of an issuer: fetched while it runs, kept, and fetched again before they are old or when a token names an unknown one.
///
/// Only ``run()`` fetches, one fetch at a time; whoever needs a key waits for it.
final class KeySource: Service {
    private struct State {
        var cache: KeyCache
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isOver = false
        /// What the log has heard: that a fetch failed, and that nothing can be checked.
        var told = (failure: false, end: false)
        /// It grows with every new set of keys.
        var epoch = 0
    }

    /// How many calls wait for keys at most.
    private static let maximumWaiters = 256

    private let issuer: TrustedIssuer
    private let fetcher: any KeyFetcher
    private let clock: WallClock
    private let tick: Duration
    private let logger: Logger
    private let state: Mutex<State>
    private let events: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        _ issuer: TrustedIssuer, fetcher: any KeyFetcher, pace: KeyCache.Pace = KeyCache.Pace(), clock: WallClock,
        tick: Duration = .seconds(10), logger: Logger
    ) {
        self.issuer = issuer
        self.fetcher = fetcher
        self.clock = clock
        self.tick = tick
        self.logger = logger
        self.state = Mutex(State(cache: KeyCache(pace: pace)))
        (self.events, self.wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How it stands with the keys.
    var standing: KeysStanding {
        var standing = self.state.withLock { $0.cache.standing(at: self.clock.milliseconds) }
        standing.url = self.issuer.keysURL
        return standing
    }

    /// A number that changes with every set of keys that comes.
    var epoch: Int { self.state.withLock { $0.epoch } }

    /// The key with a name; an unknown one is waited for while the keys are fetched once more.
    /// - Throws: ``TokenFault``.
    func key(_ name: String) async throws(TokenFault) -> KeySet.Key {
        var hasWaited = false
        while true {
            switch self.state.withLock({ $0.cache.find(name, at: self.clock.milliseconds) }) {
            case .key(let key): return key
            case .unknown: throw .invalid("The issuer of the token has no key \(name.quoted).")
            case .away(let reason): throw Self.away(reason)
            case .wait:
                if hasWaited { throw Self.away("no fetch of them has ended in time") }
                hasWaited = true
                await self.wait(for: name)
            }
        }
    }

    private static func away(_ reason: String) -> TokenFault {
        .undecided("The token cannot be checked at present, because the keys of its issuer cannot be had: \(reason).")
    }

    private func wait(for name: String) async {
        await withCheckedContinuation { waiter in
            let mustWait = self.state.withLock { state in
                guard case .wait = state.cache.find(name, at: self.clock.milliseconds), !state.isOver,
                    state.waiters.count < Self.maximumWaiters
                else { return false }
                state.waiters.append(waiter)
                return true
            }
            if mustWait { self.wake.yield() } else { waiter.resume() }
        }
    }

    /// Fetches the keys when it is time, until the service stops.
    func run() async {
        self.wake.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while (try? await Task.sleep(for: self.tick)) != nil { self.wake.yield() }
            }
            for await _ in self.events.cancelOnGracefulShutdown() { await self.look() }
            group.cancelAll()
        }
        self.state.withLock { $0.isOver = true }
        self.release()
    }

    /// Fetches the keys if it is time.
    func look() async {
        let now = self.clock.milliseconds
        let mustFetch = self.state.withLock { state in
            guard state.cache.isDue(at: now) || !state.waiters.isEmpty else { return false }
            state.cache.begin(at: now)
            return true
        }
        guard mustFetch else { return }
        do throws(KeyFault) {
            self.learn(try await KeySet(self.fetcher.fetch(), of: self.issuer))
        } catch {
            self.learn(error)
        }
        self.release()
    }

    private func learn(_ keys: KeySet) {
        let former = self.standing
        self.state.withLock { state in
            state.cache.receive(keys, at: self.clock.milliseconds)
            state.epoch += 1
            state.told = (false, false)
        }
        if former.fault != nil || former.names != keys.names {
            self.logger.notice(
                "The keys of the issuer of JWT were fetched.",
                metadata: ["url": "\(self.issuer.keysURL)", "keys": "\(keys.names.joined(separator: " "))"])
        }
    }

    private func learn(_ fault: KeyFault) {
        let (isNews, isUsable) = self.state.withLock { state in
            state.cache.fail(fault)
            let isUsable = state.cache.standing(at: self.clock.milliseconds).areUsable
            let former = state.told
            state.told = (true, !isUsable)
            return (former != state.told, isUsable)
        }
        guard isNews else { return }
        let consequence =
            isUsable
            ? "Those that are known stay good for a day after they came."
            : "Calls with a JWT are answered 503 until they come."
        self.logger.warning(
            "The keys of the issuer of JWT cannot be fetched. \(consequence)", metadata: ["error": "\(fault)"])
    }

    private func release() {
        let waiters = self.state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

import Authentication
import Bridge
import ConfigurationFile
import LDAPClient
import Logging
import SCIM
import SCIMFront
import Safeguards
import ServiceLifecycle
import Translator

/// All that is made of one configuration: the connections to the directory, the use cases over them, the front that answers calls, and
/// the watch that looks at the directory.
///
/// It is built as one value and does nothing before its ``services`` run; the watch tells how it stands. It opens no port and knows no
/// service manager: that outlives it.
struct Generation: Sendable {
    /// What is told of a generation.
    struct Observers: Sendable {
        /// Told of every change that the directory has committed.
        var applied: @Sendable (AppliedChange) -> Void = { _ in }
        /// Told once: the directory has been looked at, or is away.
        var ready: @Sendable () async -> Void = {}
        /// Told how things stand, in the words that a service manager shows, whenever that changes.
        var status: @Sendable (String) -> Void = { _ in }
    }

    /// Answers calls.
    let front: Front
    /// What the metrics tell of it.
    let reading: GenerationReading
    /// What the provisioners of each section remember between calls.
    let memories: [String: Provisioner.Memory]
    /// Who may call, and what is known of their tokens.
    let clients: ClientAuthentication
    /// Keeps calls within the limits.
    let limiter: CallLimiter
    /// What `/readyz` says.
    let sign: HealthSign
    /// What clients have sent in vain, of each section.
    let omissions: [Omissions]
    /// The way to the directory.
    let access: DirectoryAccess
    /// Takes back what calls have done.
    let undo: UndoDesk
    private let watch: DirectoryWatch

    /// Builds what a configuration describes.
    ///
    /// `changes` holds those that cannot be meant; it is one for all generations, and is given the limits by whoever lets one take over.
    /// A generation that takes the place of another is given what that one remembers: calls under way still need it, and kept lists go on.
    /// Where that one is connected, the next is ready once it has looked at the directory, and not before. Without a journal its writes
    /// are not written down.
    init(
        of settings: Settings, succeeding former: Generation? = nil, journal: Safeguards.Journal? = nil,
        pace: DirectoryStanding.Pace = DirectoryStanding.Pace(), meters: CallMeters = CallMeters(),
        guardedBy changes: Guard? = nil, observers: Observers = Observers(), logger: Logger
    ) {
        let access = DirectoryAccess(
            settings, succeeding: former?.access, journal: journal, guardedBy: changes, logger: logger)
        var observers = observers
        if settings.mode == .observe {
            observers.status = { [status = observers.status] in status("\($0); observe mode, nothing is written") }
        }
        let sign = HealthSign(.starting) { await LoopPulse(of: EventLoops.shared).beats(within: .seconds(2)) }
        var memories: [String: Provisioner.Memory] = [:]
        let provisioners = settings.mappings.map { mapping in
            let memory = former?.memories[mapping.section] ?? Provisioner.Memory()
            memories[mapping.section] = memory
            return Provisioner(
                mapping: mapping, dialect: settings.directory.dialect, directory: access.directory,
                options: access.options, memory: memory, logger: logger, observer: observers.applied
            )
        }
        self.memories = memories
        (self.sign, self.omissions) = (sign, provisioners.map(\.omissions))
        self.limiter = CallLimiter(settings.callLimits, succeeding: former?.limiter)
        let providers = provisioners.providers.map { provider -> any ResourceProvider in
            guard settings.mode == .observe else { return provider }
            return ObservingProvider(provider, logger: logger) {
                Explainer(
                    mappings: settings.mappings, dialect: settings.directory.dialect, directory: access.directory,
                    options: access.options, logger: logger)
            }
        }
        self.clients = ClientAuthentication(
            tokens: TokensFile(path: settings.tokensFile), options: settings.oauth, logger: logger)
        self.front = Front(
            providers: providers,
            authenticator: self.clients.authenticator, tokenIssuer: self.clients.tokenEndpoint,
            baseURL: settings.baseURL, basePath: settings.basePath, configuration: .starbridge,
            maximumBodySize: settings.connectionLimits.bodySize, limiter: self.limiter, sign: sign, meters: meters,
            logger: logger
        )
        self.access = access
        self.undo = UndoDesk(settings: settings, access: access, provisioners: provisioners, logger: logger)
        self.reading = GenerationReading(
            settings: settings, client: access.client, sign: sign, known: self.clients.tokens, journal: journal,
            number: (former?.reading.number ?? 0) + 1)
        self.watch = DirectoryWatch(
            access: access, settings: settings, sign: sign, pace: pace,
            isSuccessor: former?.isConnected ?? false, recover: Self.recovery(journal, settings, provisioners),
            logger: logger, observers: observers)
    }

    /// Finds out what became of the changes that were under way when a former process ended.
    private static func recovery(
        _ journal: Safeguards.Journal?, _ settings: Settings, _ provisioners: [Provisioner]
    ) -> @Sendable () async -> Void {
        guard let journal, let provisioner = provisioners.first else { return {} }
        let terms = settings.journalTerms
        return {
            if journal.isSettled { return }
            let context = RequestContext(principal: Principal(name: "starbridge"), requestID: "start")
            if let work = try? await provisioner.work(for: context) { await journal.recover(terms, by: work) }
        }
    }

    /// Whether it is connected to its directory.
    var isConnected: Bool { if case .connected = self.access.client.state { true } else { false } }

    /// What runs for it, in the order of dependency.
    ///
    /// The watch ends with ``ConfigurationError`` where the directory shows that the configuration cannot work.
    var services: [any Service] { [self.access.client] + self.clients.services + [self.watch] }
}

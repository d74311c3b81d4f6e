public import Logging
public import ServiceLifecycle

/// All that decides who may call, made of one configuration.
public struct ClientAuthentication: Sendable {
    /// The judge of the credentials that come with calls.
    public let authenticator: TokenAuthenticator
    /// Gives access tokens to clients.
    public let tokenEndpoint: TokenEndpoint
    /// The tokens, and when each was used last.
    public let tokens: TokenStore
    /// What runs beside it.
    public let services: [any Service]
    private let source: KeySource?

    /// Builds it over a tokens file; nothing happens before its ``services`` run.
    public init(
        tokens file: TokensFile, options: OAuthOptions = OAuthOptions(), clock: WallClock = .system, logger: Logger
    ) {
        let store = TokenStore(file: file, clock: clock, logger: logger)
        if !options.federated.isEmpty, (try? file.secret()) == nil {
            logger.warning(
                "The tokens file has no secret, so access tokens hold on this bridge only, and until it stops; any change by 'starbridge token' writes one."
            )
        }
        let source = options.issuer.map {
            KeySource($0, fetcher: HTTPKeyFetcher(issuer: $0), clock: clock, logger: logger)
        }
        self.init(store, options: options, source: source, logger: logger)
    }

    init(_ store: TokenStore, options: OAuthOptions, source: KeySource?, logger: Logger) {
        var judges: [any TokenJudge] = [AccessTokenJudge(store: store, federated: options.federated)]
        var verifier: JWTVerifier?
        if let issuer = options.issuer, let source { verifier = JWTVerifier(issuer: issuer, keys: source) }
        if let direct = options.direct, let verifier { judges.append(DirectTokenJudge(direct, verifier)) }
        self.tokens = store
        self.authenticator = TokenAuthenticator(store: store, judges: judges)
        self.tokenEndpoint = TokenEndpoint(store: store, options: options, verifier: verifier)
        self.source = source
        var services: [any Service] = [TokenWatch(store, logger: logger)]
        if let source { services.append(source) }
        self.services = services
    }

    /// How it stands with the keys of the issuer whose JWT are believed; nil where none is.
    public var keys: KeysStanding? { self.source?.standing }
}

extension TrustedIssuer {
    /// Fetches the keys once, and tells how that went.
    public func lookForKeys() async -> KeysStanding {
        let source = KeySource(
            self, fetcher: HTTPKeyFetcher(issuer: self), clock: .system,
            logger: Logger(label: "check") { _ in SwiftLogNoOpLogHandler() })
        await source.look()
        return source.standing
    }
}

public import SCIM
import Synchronization

/// Judges JWT of Entra ID that come with the calls themselves.
///
/// What was found good is kept until it expires or other keys come: a signature is checked once, and not with each call.
struct DirectTokenJudge: TokenJudge {
    private let tokens: DirectTokens
    private let verifier: JWTVerifier
    private let known = VerifiedTokens()

    init(_ tokens: DirectTokens, _ verifier: JWTVerifier) {
        self.tokens = tokens
        self.verifier = verifier
    }

    func verdict(on token: ShownToken) async -> Verdict? {
        guard CompactJWT.isSpelled(by: token.text) else { return nil }
        let epoch = self.verifier.keys.epoch
        if let principal = self.known.principal(of: token, epoch: epoch) { return .accepted(principal) }
        do throws(TokenFault) {
            let claims = try await self.verifier.claims(of: token.text, at: token.time)
            try self.check(claims)
            let principal = Principal(name: Self.name(claims), scopes: self.tokens.scopes)
            let end = claims.end.addingOrMaximum(JWTVerifier.clockError)
            self.known.add(token, principal, end: end, epoch: epoch)
            return .accepted(principal)
        } catch {
            switch error {
            case .invalid(let reason): return .refused(.invalidToken(reason))
            case .undecided(let reason): return .refused(.undecided(reason))
            }
        }
    }

    /// Whether a token is for this service, and of an application that may use it.
    private func check(_ claims: JWTClaims) throws(TokenFault) {
        try claims.demand(audience: self.tokens.audience, applications: self.tokens.applications)
    }

    /// What the log calls the client: `entra:cb1d50fe-8ed0-4944-9e7d-5981aad3bc4b`.
    private static func name(_ claims: JWTClaims) -> String {
        "entra:" + (claims.application ?? claims.subject ?? "unknown").prefix(100)
    }
}

extension JWTClaims {
    /// Demands one of some audiences, and an application that is allowed, where that matters.
    /// - Throws: ``TokenFault``.
    func demand(audience: [String], applications: [String]) throws(TokenFault) {
        guard self.audience.contains(where: audience.contains) else {
            throw .invalid("The token is for somebody else (aud): \(self.audience.joined(separator: " ").quoted).")
        }
        guard !applications.isEmpty else { return }
        guard let application = self.application, applications.contains(application) else {
            throw .invalid(
                "The application of the token may not use this service (azp, appid): \((self.application ?? "").quoted)."
            )
        }
    }
}

/// JWT of Entra ID that come with the calls themselves.
public struct DirectTokens: Hashable, Sendable {
    /// What `aud` may be; there is one at least.
    public var audience: [String]
    /// The applications that may come, by `appid` or `azp`; none for all.
    public var applications: [String]
    /// What whoever shows such a token may do.
    public var scopes: Scopes

    /// Creates what is demanded of such tokens.
    public init(audience: [String], applications: [String] = [], scopes: Scopes = .service) {
        self.audience = audience
        self.applications = applications
        self.scopes = scopes
    }
}

public import Authentication
import Foundation

/// Looks at what lets clients in: tokens that expire soon, and the keys of the issuer whose JWT are believed.
public struct ClientCheck: Sendable {
    private let tokens: TokensFile
    private let options: OAuthOptions
    private let now: Date

    /// Prepares the look at a tokens file and at what a configuration says of OAuth.
    public init(tokens: TokensFile, options: OAuthOptions, now: Date = Date()) {
        self.tokens = tokens
        self.options = options
        self.now = now
    }

    /// Looks, and tells what it finds.
    public func run(tell: (CheckFinding) -> Void) async {
        self.lookAtTokens(tell)
        if let issuer = self.options.issuer { await self.lookAtKeys(of: issuer, tell) }
    }

    /// That there is none at all is said by the look at the configuration.
    private func lookAtTokens(_ tell: (CheckFinding) -> Void) {
        guard let records = try? self.tokens.records(), !records.isEmpty else { return }
        let warnings = records.compactMap { ExpiryWarnings.warning(of: $0, at: self.now) }
        for warning in warnings { tell(CheckFinding("tokens.expiry", "tokens_file", .warning, warning)) }
        guard warnings.isEmpty else { return }
        let clients = records.filter { $0.client != nil }.count
        let count = "\(records.count - clients) tokens and \(clients) client secrets"
        tell(CheckFinding("tokens.expiry", "tokens_file", .ok, "None of \(count) expires within 14 days."))
    }

    private func lookAtKeys(of issuer: TrustedIssuer, _ tell: (CheckFinding) -> Void) async {
        let standing = await issuer.lookForKeys()
        guard let fault = standing.fault else {
            tell(
                CheckFinding(
                    "oauth.keys", "oauth", .ok,
                    "The issuer of JWT has \(standing.names.count) keys at \(issuer.keysURL)."))
            return
        }
        tell(
            CheckFinding(
                "oauth.keys", "oauth", .failure, "The keys of the issuer of JWT cannot be had: \(fault).",
                advice:
                    "let this machine reach that address, by oauth.proxy where there is a proxy, and name the authority of one that looks "
                    + "into TLS in oauth.ca_file; until then calls with a JWT are answered 503"))
    }
}

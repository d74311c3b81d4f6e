import Encodings
public import SCIM

/// The token endpoint (RFC 6749 section 3.2): gives clients access tokens by their credentials (section 4.4).
public struct TokenEndpoint: TokenIssuer {
    private let store: TokenStore
    private let options: OAuthOptions
    private let verifier: JWTVerifier?

    init(store: TokenStore, options: OAuthOptions, verifier: JWTVerifier?) {
        self.store = store
        self.options = options
        self.verifier = verifier
    }

    /// Answers a request with a token, or with the reason why there is none.
    public func answer(_ request: TokenRequest) async -> TokenAnswer {
        do throws(OAuthError) {
            let form = try FormParameters(request.form)
            guard let grant = form["grant_type"] else { throw .invalidRequest("The form has no grant_type.") }
            guard grant == "client_credentials" else {
                throw OAuthError(
                    code: .unsupportedGrantType, description: "The only grant_type here is client_credentials.")
            }
            let now = self.store.clock.milliseconds
            let client = try await self.client(
                ClientCredentials(form, authorization: request.authorization), at: now)
            return try self.grant(client, Self.scopes(of: client, wanted: form["scope"]), at: now)
        } catch {
            return error.answer
        }
    }

    /// A client that has shown who it is.
    private struct KnownClient {
        var holder: [UInt8]
        var principal: Principal
        /// When its secret expires, in seconds since 1970: no token outlives it.
        var end = Int64.max
    }

    private func client(_ credentials: ClientCredentials, at now: Int64) async throws(OAuthError) -> KnownClient {
        switch credentials {
        case .secret(let client, let secret): try self.client(client, secret: secret, at: now)
        case .assertion(let client, let token): try await self.client(client, assertion: token, at: now)
        }
    }

    private func client(_ id: String, secret: String, at now: Int64) throws(OAuthError) -> KnownClient {
        let digest = SecretToken.digest(of: secret)
        var found: KnownToken?
        // Every secret is compared, so that the time does not tell which came close.
        for known in self.store.content(at: now).secrets where known.record.digest.equalsInConstantTime(digest) {
            found = known
        }
        guard let found, found.record.client == id else {
            throw .invalidClient("No client has this client_id and this client_secret.")
        }
        guard now < found.end else { throw .invalidClient(found.expired) }
        found.lastUse.note(now)
        return KnownClient(holder: found.holder, principal: found.principal, end: found.end / 1000)
    }

    private func client(_ id: String?, assertion: String, at now: Int64) async throws(OAuthError) -> KnownClient {
        guard let verifier, !self.options.federated.isEmpty else {
            throw .invalidClient(
                "No client here makes itself known by an assertion: there is none below oauth.federated.")
        }
        let claims: JWTClaims
        do throws(TokenFault) {
            claims = try await verifier.claims(of: assertion, at: now)
        } catch {
            switch error {
            case .invalid(let reason): throw .invalidClient("The client_assertion is refused: \(reason)")
            case .undecided(let reason): throw OAuthError(code: .unavailable, description: reason)
            }
        }
        // Entra: it shows one assertion several times while that is good, so none is taken once alone (RFC 7523 section 3, point 7).
        let client = try self.client(id, claims)
        return KnownClient(holder: client.holder, principal: client.principal)
    }

    /// The client that the claims of an assertion are those of.
    private func client(_ id: String?, _ claims: JWTClaims) throws(OAuthError) -> FederatedClient {
        let subject = claims.subject ?? ""
        guard let client = self.options.federated.first(where: { $0.subject == subject && (id == nil || $0.id == id) })
        else {
            throw .invalidClient(
                "The client_assertion is refused: no client below oauth.federated has this client_id with its subject (sub): "
                    + "\(subject.quoted).")
        }
        do throws(TokenFault) {
            try claims.demand(audience: client.audience, applications: [])
        } catch {
            switch error {
            case .invalid(let reason), .undecided(let reason):
                throw .invalidClient("The client_assertion is refused: \(reason)")
            }
        }
        return client
    }

    /// What the token allows: what the client asks for and may have.
    ///
    /// Names that are no scopes here count for nothing.
    ///
    /// Entra: it sends a scope of its own, such as `api://…/.default`.
    private static func scopes(of client: KnownClient, wanted: String?) throws(OAuthError) -> Scopes {
        let named = (wanted ?? "").split(separator: " ").compactMap { Scopes(name: String($0)) }
        guard !named.isEmpty else { return client.principal.scopes }
        let scopes = client.principal.scopes.intersection(named.reduce(into: []) { $0.formUnion($1) })
        guard !scopes.isEmpty else {
            throw .invalidScope(
                "The client may have none of these scopes, only: \(client.principal.scopes.names.joined(separator: " "))."
            )
        }
        return scopes
    }

    private func grant(_ client: KnownClient, _ scopes: Scopes, at now: Int64) throws(OAuthError) -> TokenAnswer {
        guard let key = self.store.content(at: now).signingKey else {
            throw OAuthError(code: .serverError, description: "This machine has no random numbers to sign with.")
        }
        let life = min(self.options.accessTokenLifetime.components.seconds, client.end - now / 1000)
        let token = AccessToken(holder: client.holder, scopes: scopes, end: now / 1000 + life)
        var answer = TokenAnswer(
            status: 200,
            body: [
                "access_token": .string(token.text(signedWith: key)), "token_type": "Bearer",
                "expires_in": .integer(life),
                "scope": .string(scopes.names.joined(separator: " ")),
            ])
        answer.principal = client.principal
        return answer
    }
}

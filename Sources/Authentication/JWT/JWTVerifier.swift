import Encodings
import Foundation

/// Checks what every JWT of an issuer must have: the signature, the issuer, the tenant and the times.
///
/// What a token is for (audience, subject) is checked by those who take it.
struct JWTVerifier: Sendable {
    let issuer: TrustedIssuer
    let keys: KeySource

    /// How far the clocks of issuer and bridge may be apart, in seconds.
    static let clockError: Int64 = 300

    /// The claims of a token, once they can be believed; `now` is in milliseconds since 1970.
    ///
    /// What costs nothing is looked at first: a token of somebody else never leads to a fetch of keys.
    /// - Throws: ``TokenFault``.
    func claims(of text: String, at now: Int64) async throws(TokenFault) -> JWTClaims {
        let token = try CompactJWT(text)
        let claims = token.claims
        guard self.issuer.names.contains(claims.issuer) else {
            throw .invalid("The token is of another issuer (iss): \(claims.issuer.quoted).")
        }
        // Entra: one issuer's keys sign for all tenants, so only this claim tells them apart.
        guard let tenant = claims.tenant else { throw .invalid("The token names no tenant (tid).") }
        guard tenant.equalsIgnoringASCIICase(self.issuer.tenant) else {
            throw .invalid("The token is of another tenant (tid): \(tenant.quoted).")
        }
        guard try await self.keys.key(token.keyID).verifies(token.signature, of: token.message) else {
            throw .invalid("The signature of the token is wrong.")
        }
        try Self.check(claims, at: now / 1000)
        return claims
    }

    private static func check(_ claims: JWTClaims, at now: Int64) throws(TokenFault) {
        guard now < claims.end.addingOrMaximum(self.clockError) else {
            throw .invalid("The token has expired (exp); the clock of this machine is at \(now.instant).")
        }
        if let begin = claims.begin, begin > now + self.clockError {
            throw .invalid("The token is not yet good (nbf); the clock of this machine is at \(now.instant).")
        }
    }
}

extension Int64 {
    func addingOrMaximum(_ other: Int64) -> Int64 {
        let (sum, isTooLarge) = self.addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}

extension Int64 {
    /// The seconds since 1970 as a date: `0 → 1970-01-01T00:00:00Z`.
    fileprivate var instant: String { Date(timeIntervalSince1970: Double(self)).formatted(.iso8601) }
}

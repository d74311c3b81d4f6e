import SCIM

/// The claims of a JWT (RFC 7519 section 4.1) that decide anything, with those of Entra's own.
struct JWTClaims: Hashable {
    /// `iss`: who has made it.
    let issuer: String
    /// `aud`: for whom.
    let audience: [String]
    /// `sub`: of whom it speaks.
    let subject: String?
    /// `exp`, in seconds since 1970: from when on it is refused.
    let end: Int64
    /// `nbf`: from when on it is good.
    let begin: Int64?
    /// `tid`: the tenant whose directory has made it.
    let tenant: String?
    /// `appid` of tokens of version 1, `azp` of those of version 2: the application that it was made for.
    let application: String?

    /// Reads what is claimed.
    /// - Throws: ``TokenFault`` for a claim that is missing or of the wrong kind.
    init(_ claims: Object) throws(TokenFault) {
        func text(_ name: String) throws(TokenFault) -> String? {
            guard let value = claims[name] else { return nil }
            guard let text = value.string else { throw .invalid("The claim \(name) of the token is not a text.") }
            return text
        }
        func time(_ name: String) throws(TokenFault) -> Int64? {
            switch claims[name] {
            case nil: return nil
            case .integer(let seconds)?: return seconds
            // Times that are far away stay so.
            case .decimal(let seconds)? where seconds.isFinite:
                return Int64(exactly: seconds.rounded(.down)) ?? (seconds < 0 ? .min : .max)
            default: throw .invalid("The claim \(name) of the token is not a time.")
            }
        }
        guard let issuer = try text("iss") else { throw .invalid("The token does not say who has made it (iss).") }
        guard let end = try time("exp") else { throw .invalid("The token does not say when it expires (exp).") }
        self.issuer = issuer
        self.end = end
        self.begin = try time("nbf")
        self.subject = try text("sub")
        self.tenant = try text("tid")
        let (azp, appid) = (try text("azp"), try text("appid"))
        self.application = azp ?? appid
        switch claims["aud"] {
        case .string(let audience)?: self.audience = [audience]
        case .array(let values)?:
            self.audience = values.compactMap(\.string)
            guard self.audience.count == values.count else {
                throw .invalid("The claim aud of the token is not a list of texts.")
            }
        default: throw .invalid("The token does not say for whom it is (aud).")
        }
    }
}

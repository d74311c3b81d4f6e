import Encodings
import Hummingbird
import SCIM

/// Finds out who calls by the bearer token of a request (RFC 6750 2.1).
struct BearerAuthentication: Sendable {
    let authenticator: any Authenticator

    enum Verdict {
        case known(Principal)
        case unknown
        case missing
    }

    /// - Throws: 400 for several Authorization fields, of which a proxy may have looked at another one than this service.
    func principal(for headers: HTTPFields) async throws(SCIMError) -> Verdict {
        guard headers.lazy.filter({ $0.name == .authorization }).prefix(2).count < 2 else {
            throw SCIMError(status: 400, detail: "The request has several Authorization header fields; send one.")
        }
        guard let token = Self.token(in: headers) else { return .missing }
        return await self.authenticator.authenticate(bearerToken: token).map(Verdict.known) ?? .unknown
    }

    /// The token in `credentials = "Bearer" 1*SP b64token`.
    private static func token(in headers: HTTPFields) -> String? {
        guard let value = headers.firstValue(of: .authorization) else { return nil }
        let scheme = value.utf8.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.equalsIgnoringASCIICase("bearer") else { return nil }
        let token = value[scheme.endIndex...].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}

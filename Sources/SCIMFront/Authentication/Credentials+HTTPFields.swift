import Encodings
import Hummingbird
import SCIM

extension Credentials {
    /// Reads the bearer token of a request (RFC 6750 section 2.1); without a token of that kind there is none.
    ///
    /// - Throws: 400 for several Authorization fields, of which a proxy may have looked at another one than this service.
    init(_ headers: HTTPFields) throws(SCIMError) {
        guard headers.lazy.filter({ $0.name == .authorization }).prefix(2).count < 2 else {
            throw SCIMError(status: 400, detail: "The request has several Authorization header fields; send one.")
        }
        self.init(bearerToken: Self.token(in: headers))
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

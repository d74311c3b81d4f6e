import Encodings
import SCIM

extension Credentials {
    /// Reads the bearer token of a request (RFC 6750 section 2.1); without a token of that kind there is none.
    ///
    /// - Throws: 400 for several Authorization fields, of which a proxy may have looked at another one than this service.
    init(_ authorization: FieldLines) throws(SCIMError) {
        guard authorization.others.isEmpty else {
            throw SCIMError(status: 400, detail: "The request has several Authorization header fields; send one.")
        }
        self.init(bearerToken: Self.token(in: authorization.first))
    }

    /// The token in `credentials = "Bearer" 1*SP b64token`.
    private static func token(in value: String?) -> String? {
        guard var value else { return nil }
        let space = UInt8(ascii: " ")
        return value.withUTF8 { bytes in
            let scheme = bytes.prefix { $0 != space }
            guard scheme.equalsIgnoringASCIICase("bearer") else { return nil }
            let token = bytes[scheme.endIndex...].drop { $0 == space }
            return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
        }
    }
}

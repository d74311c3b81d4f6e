import Encodings
import SCIM

/// By what a client makes itself known at the token endpoint (RFC 6749 section 2.3).
enum ClientCredentials: Hashable {
    /// By its id and a secret, in the header field (`client_secret_basic`) or in the form (`client_secret_post`).
    case secret(client: String, secret: String)
    /// By a JWT of somebody who is trusted (RFC 7523 section 2.2); the client's id may be left out.
    case assertion(client: String?, token: String)

    private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Finds the credentials of a request, in one place alone.
    /// - Throws: ``OAuthError``.
    init(_ form: FormParameters, authorization: String?) throws(OAuthError) {
        let (client, secret) = (form["client_id"], form["client_secret"])
        let (type, assertion) = (form["client_assertion_type"], form["client_assertion"])
        let ways = [authorization, secret, assertion].count { $0 != nil }
        guard ways <= 1 else {
            throw .invalidRequest("The client makes itself known in several ways at once; one is wanted.")
        }
        if let authorization {
            let basic = try Self.basic(authorization)
            guard client == nil || client == basic.client else {
                throw .invalidRequest("The client_id in the form is another one than in the Authorization header.")
            }
            self = .secret(client: basic.client, secret: basic.secret)
        } else if let assertion {
            guard type == Self.assertionType else {
                throw .invalidRequest("The client_assertion_type must be \(Self.assertionType).")
            }
            self = .assertion(client: client, token: assertion)
        } else if let client, let secret {
            self = .secret(client: client, secret: secret)
        } else {
            throw .invalidClient(
                "The request does not say which client makes it: send client_id and client_secret in an Authorization header of the "
                    + "scheme Basic or in the form, or a client_assertion.")
        }
    }

    /// Reads `"Basic" 1*SP base64( client_id ":" client_secret )`, both encoded as in a form.
    private static func basic(_ value: String) throws(OAuthError) -> (client: String, secret: String) {
        let scheme = value.utf8.prefix { $0 != UInt8(ascii: " ") }
        let rest = value.utf8[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        guard scheme.equalsIgnoringASCIICase("basic"), let bytes = Base64.decode(Array(rest)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { throw .invalidClient("The Authorization header of a token request must have the scheme Basic.") }
        return (try FormParameters.text(bytes[..<colon]), try FormParameters.text(bytes[colon...].dropFirst()))
    }
}

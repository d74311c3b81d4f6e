import Encodings
import NIOCore
import NIOHTTP1
import SCIM

/// A call to the token endpoint, which comes before anybody is known.
///
/// It is at `/oauth/token` below the base URL, beside the resources; only POST is led there.
struct TokenCall {
    private static let path = ["oauth", "token"]
    /// The most bytes of a form, of which one with an assertion has three thousand.
    private static let maximumSize = 32_768

    let request: Request
    let issuer: any TokenIssuer

    /// Whether a path leads to the endpoint.
    static func isMeant(by segments: PathSegments) -> Bool {
        segments.elementsEqual(self.path) { PercentEncoding.spells($1.utf8, $0) }
    }

    /// Answers in OAuth's words (RFC 6749 sections 5.1 and 5.2), and says to whom a token was given.
    func answer() async -> (answer: Answer, principal: Principal?) {
        let issued: TokenAnswer
        do throws(SCIMError) {
            let form = try await self.form()
            let authorization = self.request.head.fields.authorization
            guard authorization.others.isEmpty else {
                throw .invalidValue("The request has several Authorization header fields; send one.")
            }
            issued = await self.issuer.answer(
                TokenRequest(authorization: authorization.first, form: Array(buffer: form)))
        } catch {
            issued = TokenAnswer(unreadable: error)
        }
        if issued.principal != nil { self.request.trust() }
        return (Answer(issued), issued.principal)
    }

    private func form() async throws(SCIMError) -> ByteBuffer {
        let body = RequestBody(request: self.request, maximumSize: Self.maximumSize)
        return try await body.bytes(of: ["application/x-www-form-urlencoded"])
    }
}

extension TokenAnswer {
    /// The answer to a request that cannot be read.
    fileprivate init(unreadable error: SCIMError) {
        self.init(
            status: error.status,
            body: ["error": "invalid_request", "error_description": .string(error.detail)])
        self.reason = error.detail
    }
}

extension Answer {
    /// The answer of the token endpoint, which nobody may keep.
    fileprivate init(_ issued: TokenAnswer) {
        var headers: HTTPHeaders = ["Cache-Control": "no-store", "Pragma": "no-cache"]
        if let challenge = issued.challenge { headers.add(name: "WWW-Authenticate", value: challenge) }
        if let seconds = issued.retryAfter { headers.add(name: "Retry-After", value: String(seconds)) }
        self.init(HTTPResponseStatus(statusCode: issued.status), headers: headers, value: issued.body)
        self.contentType = "application/json"
        self.loggedError = issued.reason
    }
}

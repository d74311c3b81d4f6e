import NIOCore
import NIOHTTP1
import SCIM

/// What an endpoint answers.
struct Answer: Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: ByteBuffer
    var contentType = "application/scim+json"
    /// What went wrong; its message becomes the body under the id of the request.
    var error: SCIMError?
    /// What went wrong where the body says it in a form of its own, for the log.
    var loggedError: String?
    /// The id of the one resource that this is about, for the log.
    var resourceID: String?

    init(_ status: HTTPResponseStatus, headers: HTTPHeaders = HTTPHeaders(), body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(_ status: HTTPResponseStatus, headers: HTTPHeaders = HTTPHeaders(), value: Value) {
        self.init(status, headers: headers, body: ByteBuffer(bytes: JSONWriter.bytes(value)))
    }

    init(_ status: HTTPResponseStatus, _ page: ListResponse) {
        self.init(status, body: ByteBuffer(bytes: page.bytes))
    }

    /// Answers with an error (RFC 7644 3.12).
    init(_ error: SCIMError, headers: HTTPHeaders = HTTPHeaders()) {
        self.init(HTTPResponseStatus(statusCode: error.status), headers: headers)
        self.error = error
        if let seconds = error.retryAfter { self.headers.add(name: "Retry-After", value: String(seconds)) }
        if let scope = error.missingScope {
            let challenge = BearerChallenge(error: "insufficient_scope", description: error.detail, scope: scope)
            self.headers.add(name: "WWW-Authenticate", value: challenge.text)
        }
    }
}

extension Answer {
    /// What went wrong, as the log tells it.
    var toldError: SCIMError? {
        if let loggedError { SCIMError(status: Int(self.status.code), detail: loggedError) } else { self.error }
    }

    static func methodNotAllowed(_ method: HTTPMethod, allowed: String) -> Answer {
        let detail = "\(method.rawValue) is not possible here, only \(allowed)."
        return Answer(SCIMError(status: 405, detail: detail), headers: ["Allow": allowed])
    }
}

extension Answer {
    /// The answer in HTTP's form, under the id of its request, which also ends the detail of an error.
    ///
    /// One whose body is left out keeps the length that it had. The fields are put in all at once: NIO looks at the name of each one that
    /// is added alone.
    func response(to requestID: String, omittingBody: Bool) -> Response {
        let message = self.error.map { ByteBuffer(bytes: JSONWriter.bytes($0.identified(by: requestID).body)) }
        let body = message ?? self.body
        var fields: [(String, String)] = []
        fields.reserveCapacity(self.headers.count + 3)
        for (name, value) in self.headers { fields.append((name, value)) }
        fields.append(("x-request-id", requestID))
        if self.status != .notModified { fields.append(("Content-Type", self.contentType)) }
        if self.status.mayHaveResponseBody { fields.append(("Content-Length", String(body.readableBytes))) }
        return Response(
            status: self.status, headers: HTTPHeaders(fields), body: omittingBody ? ByteBuffer() : body)
    }
}

extension SCIMError {
    /// The error whose detail ends with the id under which the log knows the request.
    func identified(by requestID: String) -> SCIMError {
        var error = self
        error.detail += " Request id: \(requestID)"
        return error
    }
}

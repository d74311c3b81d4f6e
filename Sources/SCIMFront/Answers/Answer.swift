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
    }
}

extension Answer {
    static func methodNotAllowed(_ method: HTTPMethod, allowed: String) -> Answer {
        let detail = "\(method.rawValue) is not possible here, only \(allowed)."
        return Answer(SCIMError(status: 405, detail: detail), headers: ["Allow": allowed])
    }
}

extension Answer {
    /// The answer under the id of its request, which also ends the detail of an error.
    func identified(by requestID: String) -> Answer {
        var answer = self
        if let error { answer.body = ByteBuffer(bytes: JSONWriter.bytes(error.identified(by: requestID).body)) }
        answer.headers.add(name: "x-request-id", value: requestID)
        return answer
    }

    /// The answer in HTTP's form; one without a body keeps the length that the body had.
    func response(omittingBody: Bool) -> Response {
        var headers = self.headers
        if self.status != .notModified { headers.add(name: "Content-Type", value: self.contentType) }
        if self.status.mayHaveResponseBody {
            headers.add(name: "Content-Length", value: String(self.body.readableBytes))
        }
        return Response(status: self.status, headers: headers, body: omittingBody ? ByteBuffer() : self.body)
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

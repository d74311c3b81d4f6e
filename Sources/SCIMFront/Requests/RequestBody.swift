import Encodings
import Hummingbird
import SCIM

/// The body of a request, which is read once and within its limit.
struct RequestBody {
    let request: Request
    let maximumSize: Int
    let connection: ClientConnection

    /// Reads the body as JSON.
    ///
    /// - Throws: 415 for another media type or a content coding, 413 for too large a body, `invalidSyntax` for what is not JSON.
    func json() async throws(SCIMError) -> Value {
        let headers = self.request.headers
        if let type = headers.firstValue(of: .contentType), !Self.isJSON(type) {
            throw SCIMError(status: 415, detail: "Send the body as application/scim+json.")
        }
        if let coding = headers.firstValue(of: .contentEncoding), !coding.utf8.equalsIgnoringASCIICase("identity") {
            throw SCIMError(status: 415, detail: "Send the body as it is, without the content coding \(coding).")
        }
        if let length = headers.firstValue(of: .contentLength).flatMap({ Int($0) }), length > self.maximumSize {
            throw self.tooLarge
        }
        if headers.firstValue(of: .expect) != nil { self.connection.wantBody() }
        return try JSONReader.read(try await self.bytes().readableBytesView)
    }

    private func bytes() async throws(SCIMError) -> ByteBuffer {
        do {
            return try await self.request.body.collect(upTo: self.maximumSize)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw self.tooLarge
        } catch is BodyTooSlow {
            throw SCIMError(status: 408, detail: "The body took too long to come.")
        } catch {
            throw .invalidSyntax("The body ended before it was complete.")
        }
    }

    private var tooLarge: SCIMError {
        SCIMError(status: 413, detail: "The body is larger than the \(self.maximumSize) bytes that are accepted.")
    }

    /// Looks at the front of `media-type = type "/" subtype *( OWS ";" OWS parameter )`.
    private static func isJSON(_ type: String) -> Bool {
        let essence = type.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return essence.equalsIgnoringASCIICase("application/scim+json")
            || essence.equalsIgnoringASCIICase("application/json")
    }
}

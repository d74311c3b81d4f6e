import Encodings
import NIOCore
import SCIM

/// The body of a request, which is read once and within its limit.
struct RequestBody {
    let request: Request
    let maximumSize: Int

    /// Reads the body as JSON.
    ///
    /// - Throws: 415 for another media type or a content coding, 413 for too large a body, `invalidSyntax` for what is not JSON.
    func json() async throws(SCIMError) -> Value {
        let bytes = try await self.bytes(of: ["application/scim+json", "application/json"])
        return try JSONReader.read(bytes.readableBytesView)
    }

    /// Reads a body of one of some media types, of which the first is that to send; one that names no type is taken for that.
    ///
    /// - Throws: 415 for another media type or a content coding, 413 for too large a body.
    func bytes(of types: [String]) async throws(SCIMError) -> ByteBuffer {
        let fields = self.request.head.fields
        if let type = fields.contentType.first, !Self.isOne(of: types, type) {
            throw SCIMError(status: 415, detail: "Send the body as \(types.first ?? "").")
        }
        if let coding = fields.contentEncoding.first, !coding.equalsIgnoringASCIICase("identity") {
            throw SCIMError(status: 415, detail: "Send the body as it is, without the content coding \(coding).")
        }
        if let length = fields.contentLength.first.flatMap({ Int($0) }), length > self.maximumSize {
            throw self.tooLarge
        }
        return try await self.bytes()
    }

    private func bytes() async throws(SCIMError) -> ByteBuffer {
        do throws(BodyFault) {
            return try await self.request.body(upTo: self.maximumSize)
        } catch {
            switch error {
            case .tooLarge: throw self.tooLarge
            case .tooSlow: throw SCIMError(status: 408, detail: "The body took too long to come.")
            case .broken: throw .invalidSyntax("The body ended before it was complete.")
            }
        }
    }

    private var tooLarge: SCIMError {
        SCIMError(status: 413, detail: "The body is larger than the \(self.maximumSize) bytes that are accepted.")
    }

    /// Looks at the front of `media-type = type "/" subtype *( OWS ";" OWS parameter )`.
    private static func isOne(of types: [String], _ type: String) -> Bool {
        // What nearly everybody sends.
        if let first = types.first, type.equalsIgnoringASCIICase(first) { return true }
        let essence = type.utf8.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        return types.contains { essence.equalsIgnoringASCIICase($0) }
    }
}

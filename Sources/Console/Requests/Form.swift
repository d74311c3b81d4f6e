import Hummingbird

/// The fields of a form as a browser sends it (`application/x-www-form-urlencoded`).
struct Form: Sendable {
    private let fields: [String: String]

    /// A form without fields.
    init() {
        self.fields = [:]
    }

    /// Reads the body of a request.
    /// - Throws: ``ConsoleError`` for what is no form, or too long.
    init(of request: inout Request, limit: Int) async throws {
        guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            throw ConsoleError(.unsupportedMediaType, "This is no form of the page.")
        }
        let body = try await request.collectBody(upTo: limit)
        do {
            self.fields = try URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: body))
        } catch {
            throw ConsoleError(.badRequest, "The form cannot be read. Load the page again, and send it from there.")
        }
    }

    /// The value of a field.
    subscript(name: String) -> String? { self.fields[name] }
}

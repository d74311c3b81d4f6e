import Hummingbird

/// A header field, under the name that it has in the module of `HTTPFields`.
typealias HTTPField = HTTPFields.Element

extension HTTPFields {
    /// The value of the first field with a name, without joining those that repeat it.
    func firstValue(of name: HTTPField.Name) -> String? {
        self.first { $0.name == name }?.value
    }

    /// The values of all fields with a name as one list (RFC 9110 5.3), or nil where there is none.
    func list(of name: HTTPField.Name) -> String? {
        guard let first = self.firstIndex(where: { $0.name == name }) else { return nil }
        return self[first...].filter { $0.name == name }.map(\.value).joined(separator: ", ")
    }
}

extension HTTPField.Name {
    static let requestID = Self.literal("x-request-id")
    static let clientRequestID = Self.literal("client-request-id")

    private static func literal(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no field name") }
        return name
    }
}

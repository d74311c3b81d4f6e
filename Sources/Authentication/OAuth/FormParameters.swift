import Encodings

/// The parameters of a token request, in the form of `application/x-www-form-urlencoded` (RFC 6749 appendix B).
struct FormParameters {
    private static let maximumCount = 32

    private var values: [String: String] = [:]

    /// The value of a parameter; one without a value counts as left out (RFC 6749 section 3.2).
    subscript(name: String) -> String? { self.values[name] }

    /// Reads `name "=" value *( "&" name "=" value )`.
    /// - Throws: ``OAuthError`` for what is not UTF-8, a broken escape, or a parameter that stands twice.
    init(_ bytes: [UInt8]) throws(OAuthError) {
        let pairs = bytes.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.maximumCount else { throw .invalidRequest("The form has too many parameters.") }
        var names: Set<String> = []
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try Self.text(pair[..<end])
            guard names.insert(name).inserted else {
                throw .invalidRequest("The parameter \(name.quoted) stands twice in the form.")
            }
            let value = try Self.text(pair[end...].dropFirst())
            if !value.isEmpty { self.values[name] = value }
        }
    }

    /// What one part of the form stands for.
    static func text(_ part: some Collection<UInt8>) throws(OAuthError) -> String {
        guard let bytes = PercentEncoding.decode(part, isForm: true),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .invalidRequest("The form cannot be read: a text in it is no UTF-8, or its escapes are broken.") }
        return text
    }
}

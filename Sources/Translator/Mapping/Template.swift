import SCIM

/// A text with the values of SCIM attributes in it: `{name.givenName} {name.familyName}`.
///
/// `{{` and `}}` stand for braces.
public struct Template: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable, CustomStringConvertible {
        case text(String)
        case attribute(AttributePath)

        var description: String {
            switch self {
            case .text(let text): text.flatMap { $0 == "{" || $0 == "}" ? [$0, $0] : [$0] }.map(String.init).joined()
            case .attribute(let path): "{\(path)}"
            }
        }
    }

    /// The template as it was written.
    public let description: String
    let parts: [Part]

    /// Reads a template.
    /// - Throws: ``SCIM/SCIMError`` `invalidPath` if a path in braces cannot be read, `invalidValue` for a lonely brace.
    public init(parsing text: String) throws(SCIMError) {
        self.description = text
        self.parts = try Self.parts(of: text[...])
    }

    init(_ parts: [Part]) {
        self.description = parts.map(\.description).joined()
        self.parts = parts
    }

    /// Returns the text for a resource; nil if nothing is left because the resource lacks the values.
    ///
    /// The blanks around an absent value go with it.
    public func render(_ resource: Resource) -> String? {
        var text: [UInt8] = []
        var isAfterGap = true
        for part in self.parts {
            switch part {
            case .text(let literal):
                let joinsBlanks = isAfterGap && (text.last ?? blank) == blank
                text.append(contentsOf: joinsBlanks ? literal.utf8.drop { $0 == blank } : literal.utf8[...])
                isAfterGap = false
            case .attribute(let path):
                let value = resource[path].first?.plainText ?? ""
                text.append(contentsOf: value.utf8)
                isAfterGap = value.isEmpty
            }
        }
        while text.last == blank { text.removeLast() }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }

    /// The attributes whose values it needs.
    public var paths: [AttributePath] {
        self.parts.compactMap { if case .attribute(let path) = $0 { path } else { nil } }
    }

    private static func parts(of text: Substring) throws(SCIMError) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = text
        while let first = rest.popFirst() {
            switch first {
            case "{" where rest.first != "{":
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                guard let end = rest.firstIndex(of: "}") else {
                    throw .invalidValue("The template \"\(text)\" has a { without }. Write {{ for a brace.")
                }
                parts.append(.attribute(try AttributePath(parsing: String(rest[..<end]))))
                rest = rest[rest.index(after: end)...]
            case "}" where rest.first != "}":
                throw .invalidValue("The template \"\(text)\" has a } without {. Write }} for a brace.")
            case "{", "}":
                literal.append(first)
                rest.removeFirst()
            default:
                literal.append(first)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        return parts
    }
}

private let blank = UInt8(ascii: " ")

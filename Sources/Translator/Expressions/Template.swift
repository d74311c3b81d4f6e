import Encodings
import SCIM

/// A text with the values of SCIM attributes in it: `{name.givenName} {name.familyName | upper}`.
///
/// What stands between braces is an ``Expression``; `{{` and `}}` stand for braces. Pure: the same resource gives the same text.
public struct Template: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case text(String)
        case expression(Expression)

        /// The attributes that it reads.
        var paths: [AttributePath] {
            switch self {
            case .text: []
            case .expression(let expression): expression.paths
            }
        }

        /// The first value at a path.
        static func attribute(_ path: AttributePath) -> Self { .expression(Expression(.path(path))) }
    }

    /// The template as it was written.
    public let description: String
    let parts: [Part]

    /// Reads a template.
    ///
    /// Its paths are those of `type`; `tables` are those that `lookup` may name.
    /// - Throws: ``TemplateError`` for what cannot be read, with its place in the text.
    public init(
        parsing text: String, for type: ResourceType = .user, tables: [String: ValueTable] = [:]
    ) throws(TemplateError) {
        var parser = TemplateParser(text, type: type, tables: tables)
        self.init(text, try parser.template())
    }

    init(_ description: String, _ parts: [Part]) {
        self.description = description
        self.parts = parts
    }

    /// A template of these parts, which prints as it would be written.
    init(_ parts: [Part]) {
        self.init(parts.map(\.description).joined(), parts)
    }

    /// The attributes whose values it needs, each once.
    public var paths: [AttributePath] {
        self.parts.flatMap(\.paths).uniqued()
    }

    /// Whether it is the same text for every resource.
    public var isConstant: Bool {
        self.parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// What stands before the braces where there are one pair of them, such as `smtp:`; nil where nothing does.
    public var prefix: String? {
        self.onlyExpression.flatMap { $0.prefix.isEmpty ? nil : $0.prefix }
    }

    /// Returns the text for a resource; nil if nothing is left because the resource lacks the values.
    ///
    /// The blanks around an absent value go with it.
    public func render(_ resource: Resource) -> String? { self.render(in: TemplateScope(resource)) }

    /// Returns the texts for a resource: where the template has one expression, one for each of its values.
    ///
    /// `smtp:{emails.value} → smtp:ada@acme.example, smtp:ada@home.example`
    public func values(for resource: Resource) -> [String] {
        let scope = TemplateScope(resource)
        guard let only = self.onlyExpression else { return [self.render(in: scope)].compactMap(\.self) }
        return only.expression.values(in: scope).filter { !$0.isEmpty }.map { only.prefix + $0 + only.suffix }
    }
}

extension Template {
    /// Returns the text in a scope; nil if nothing is left.
    func render(in scope: TemplateScope) -> String? {
        var text: [UInt8] = []
        var isAfterGap = true
        for part in self.parts {
            switch part {
            case .text(let literal):
                let joinsBlanks = isAfterGap && (text.last ?? blank) == blank
                text.append(contentsOf: joinsBlanks ? literal.utf8.drop { $0 == blank } : literal.utf8[...])
                isAfterGap = false
            case .expression(let expression):
                let value = expression.value(in: scope) ?? ""
                text.append(contentsOf: value.utf8)
                isAfterGap = value.isEmpty
            }
        }
        while text.last == blank { text.removeLast() }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }

    /// The expression of a template that has one, and the texts around it; nil for any other template.
    var onlyExpression: (prefix: String, expression: Expression, suffix: String)? {
        var found: Expression?
        var texts = ["", ""]
        for part in self.parts {
            switch part {
            case .text(let text): texts[found == nil ? 0 : 1] += text
            case .expression(let expression):
                if found != nil { return nil }
                found = expression
            }
        }
        return found.map { (texts[0], $0, texts[1]) }
    }
}

extension Template.Part: CustomStringConvertible {
    var description: String {
        switch self {
        case .text(let text): text.flatMap { $0 == "{" || $0 == "}" ? [$0, $0] : [$0] }.map(String.init).joined()
        case .expression(let expression): "{\(expression)}"
        }
    }
}

private let blank = UInt8(ascii: " ")

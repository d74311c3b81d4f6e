import SCIM

/// How one value of a rule is written in LDAP: a ``Template`` of `{value}` alone, such as `{value | without:@acme.example}`.
///
/// Where every function has a way back, the value is shown as the client sent it; elsewhere as it is stored.
public struct ValueForm: Sendable, Hashable {
    /// The template.
    public let template: Template
    /// The texts around the value and the functions that it passes; nil where there is no way back.
    private let inversion: Inversion?

    private struct Inversion: Sendable, Hashable {
        let prefix: String
        let functions: [TextFunction]
        let suffix: String
    }

    /// Reads the form of the values at a path, which the template calls `{value}`, or by that path.
    ///
    /// - Throws: ``TemplateError`` also where it reads anything else.
    public init(
        parsing text: String, at path: AttributePath, for type: ResourceType = .user, tables: [String: ValueTable] = [:]
    ) throws(TemplateError) {
        var parser = TemplateParser(text, type: type, tables: tables, converting: path)
        let template = Template(text, try parser.template())
        self.template = template
        self.inversion = template.onlyExpression.flatMap { prefix, expression, suffix in
            var functions: [TextFunction] = []
            for step in expression.steps {
                guard case .function(let function) = step, function.isInvertible else { return nil }
                functions.append(function)
            }
            guard expression.source == .sent else { return nil }
            return Inversion(prefix: prefix, functions: functions, suffix: suffix)
        }
    }

    /// Whether what was sent can be told from what is stored.
    public var isInvertible: Bool { self.inversion != nil }

    /// What is stored of a value: with `{value | without:@acme.example}` `ada@acme.example → ada`; nil where nothing is.
    public func stored(_ sent: String) -> String? { self.template.render(in: TemplateScope(sent: sent)) }

    /// What is shown of a stored value: `ada → ada@acme.example`; nil for one that has another form, and so is none of the rule's.
    func shown(_ stored: String) -> String? {
        guard let inversion else { return stored }
        guard stored.utf8.starts(with: inversion.prefix.utf8),
            stored.utf8.reversed().starts(with: inversion.suffix.utf8.reversed())
        else { return nil }
        let inner = stored.utf8.dropFirst(inversion.prefix.utf8.count).dropLast(inversion.suffix.utf8.count)
        var text = String(inner)
        for function in inversion.functions.reversed() { text = text.flatMap(function.inverse) }
        return text.flatMap { self.stored($0) == stored ? $0 : nil }
    }
}

import SCIM

/// What stands between the braces of a ``Template``: `userName | before:@ | lower`, `nickName ?? name.givenName`.
///
/// It is read from left to right. `|` hands on what there is so far to a function; `??` takes something else where there is nothing so
/// far. An attribute with several values gives all of them, and a function works on each.
public struct Expression: Sendable, Hashable {
    /// Where values come from.
    enum Source: Sendable, Hashable {
        /// An attribute of the resource.
        case path(AttributePath)
        /// A text in quotes.
        case text(String)
        /// The value that a rule is about to write; written `{value}`.
        case sent
    }

    enum Step: Sendable, Hashable {
        /// `| lower`
        case function(TextFunction)
        /// `?? source`
        case otherwise(Source)
    }

    let source: Source
    let steps: [Step]

    init(_ source: Source, _ steps: [Step] = []) {
        self.source = source
        self.steps = steps
    }

    /// The attributes that it reads.
    var paths: [AttributePath] {
        let sources =
            [self.source] + self.steps.compactMap { if case .otherwise(let source) = $0 { source } else { nil } }
        return sources.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }

    /// All values; empty texts are none.
    func values(in scope: TemplateScope) -> [String] {
        var values = scope.values(of: self.source)
        for step in self.steps {
            switch step {
            case .function(let function): values = function.apply(to: values)
            case .otherwise(let source): if values.allSatisfy(\.isEmpty) { values = scope.values(of: source) }
            }
        }
        return values
    }

    /// The first value that is no empty text.
    func value(in scope: TemplateScope) -> String? {
        self.values(in: scope).first { !$0.isEmpty }
    }
}

extension Expression: CustomStringConvertible {
    /// The text that reads as the same expression.
    public var description: String {
        self.steps.reduce(self.source.description) { text, step in
            switch step {
            case .function(let function): "\(text) | \(function)"
            case .otherwise(let source): "\(text) ?? \(source)"
            }
        }
    }
}

extension Expression.Source: CustomStringConvertible {
    var description: String {
        switch self {
        case .path(let path): path.description
        case .text(let text): TextFunction.quoted(text)
        case .sent: "value"
        }
    }
}

/// What the expressions of a template look at.
struct TemplateScope {
    private let resource: Resource
    private let sent: String?

    /// A resource, or the value that a rule is about to write.
    init(_ resource: Resource = Resource(), sent: String? = nil) {
        self.resource = resource
        self.sent = sent
    }

    func values(of source: Expression.Source) -> [String] {
        switch source {
        case .path(let path): self.resource[path].compactMap { $0.single?.plainText }
        case .text(let text): [text]
        case .sent: self.sent.map { [$0] } ?? []
        }
    }
}

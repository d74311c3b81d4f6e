import SCIM

/// Reads templates.
///
/// ```
/// template   = *( text / "{{" / "}}" / "{" expression "}" )
/// expression = source *( "|" function / "??" source )
/// source     = path / quoted / "value"
/// function   = name *( ":" ( word / quoted ) )
/// quoted     = <"> text <"> / "'" text "'"
/// ```
struct TemplateParser {
    private let text: [Unicode.Scalar]
    private let type: ResourceType
    private let tables: [String: ValueTable]
    /// The path of the rule whose value is converted; nil where the template reads a whole resource.
    private let converted: AttributePath?
    private var position = 0

    init(
        _ text: String, type: ResourceType, tables: [String: ValueTable], converting converted: AttributePath? = nil
    ) {
        self.text = Array(text.unicodeScalars)
        self.type = type
        self.tables = tables
        self.converted = converted
    }

    /// Reads `*( text / "{{" / "}}" / "{" expression "}" )`.
    mutating func template() throws(TemplateError) -> [Template.Part] {
        var parts: [Template.Part] = []
        var literal = ""
        while let scalar = self.next {
            self.position += 1
            if scalar == "{" || scalar == "}", self.take(scalar) {
                literal.unicodeScalars.append(scalar)
            } else if scalar == "{" {
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.expression(try self.expression()))
            } else if scalar == "}" {
                throw self.error("there is a } without {: write }} for a brace", at: self.position - 1)
            } else {
                literal.unicodeScalars.append(scalar)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        return parts
    }

    /// `source *( "|" function / "??" source ) "}"`, its brace being read.
    private mutating func expression() throws(TemplateError) -> Expression {
        let start = self.position - 1
        let source = try self.source()
        var steps: [Expression.Step] = []
        while true {
            self.skipBlanks()
            if self.take("}") { return Expression(source, steps) }
            if self.take("|") {
                steps.append(.function(try self.function()))
            } else if self.isAtAlternative {
                self.position += 2
                steps.append(.otherwise(try self.source()))
            } else if self.next == nil {
                throw self.error("the { has no }: write {{ for a brace", at: start)
            } else {
                throw self.error("expected |, ?? or } here")
            }
        }
    }
}

// MARK: - Sources

extension TemplateParser {
    private mutating func source() throws(TemplateError) -> Expression.Source {
        self.skipBlanks()
        if self.next == "\"" || self.next == "'" { return .text(try self.quoted()) }
        let start = self.position
        let text = self.pathText()
        if text.isEmpty { throw self.error("expected the name of a SCIM attribute, or a text in quotes") }
        if self.converted != nil, text == "value" { return .sent }
        let path: AttributePath
        do {
            path = try AttributePath(parsing: text, extensions: self.type.extensionURNs)
        } catch {
            throw self.error(error.detail, at: start)
        }
        if let converted {
            if path == converted { return .sent }
            throw self.error(
                "here stands how one value is written, so {value} is all there is to read; what is made of \(path) belongs under "
                    + "`computed`", at: start)
        }
        try self.check(path, at: start)
        return .path(path)
    }

    /// What there is up to `|`, `??` or `}`, which may also stand in brackets or quotes.
    private mutating func pathText() -> String {
        var path = ""
        var (depth, isQuoted) = (0, false)
        while let scalar = self.next {
            if !isQuoted, depth == 0, scalar == "|" || scalar == "}" || self.isAtAlternative { break }
            if scalar == "\"" { isQuoted.toggle() }
            if !isQuoted, scalar == "[" { depth += 1 }
            if !isQuoted, scalar == "]" { depth -= 1 }
            path.unicodeScalars.append(scalar)
            self.position += 1
        }
        while path.last == " " { path.removeLast() }
        return path
    }

    /// Refuses what a template cannot or must not read.
    private func check(_ path: AttributePath, at start: Int) throws(TemplateError) {
        guard let definition = self.type.attribute(at: path.unfiltered) else {
            var error = self.error("SCIM \(self.type.name.lowercased())s have no attribute \(path)", at: start)
            if path.schema == nil, path.subAttribute == nil {
                (error.unknown, error.known) = (path.attribute, self.type.schema.attributes.map(\.name))
            }
            throw error
        }
        if definition.returned == .never {
            throw self.error("\(path) is secret, and would be seen where the text is stored", at: start)
        }
        let isLink = self.type.attribute(at: path.whole)?.subAttribute(named: "$ref") != nil
        if isLink || definition.mutability == .readOnly {
            throw self.error("\(path) is not the entry's own: take an attribute that a client writes", at: start)
        }
    }
}

// MARK: - Functions

extension TemplateParser {
    /// Reads `name *( ":" ( word / quoted ) )`.
    private mutating func function() throws(TemplateError) -> TextFunction {
        self.skipBlanks()
        let start = self.position
        let name = self.word()
        var arguments: [String] = []
        while self.take(":") {
            arguments.append(self.next == "\"" || self.next == "'" ? try self.quoted() : self.word())
        }
        guard let form = Self.forms.first(where: { $0.name == name }) else {
            var error = self.error("there is no function \"\(name)\"", at: start)
            (error.unknown, error.known) = (name, Self.forms.map(\.name))
            throw error
        }
        guard form.counts.contains(arguments.count), arguments.first != "",
            let function = try self.function(name, arguments, at: start)
        else { throw self.error("write it as in `\(form.example)`", at: start) }
        return function
    }

    /// The functions with how many arguments each takes, and an example.
    private static let forms: [(name: String, counts: ClosedRange<Int>, example: String)] = [
        ("lower", 0...0, "lower"), ("upper", 0...0, "upper"), ("trim", 0...0, "trim"),
        ("before", 1...1, "before:@"), ("after", 1...1, "after:@"), ("without", 1...1, "without:@acme.example"),
        ("truncate", 1...1, "truncate:20"), ("ascii", 0...1, "ascii` or `ascii:short"),
        ("replace", 2...2, "replace:\" \":\".\""), ("remove", 1...1, "remove:\" '\""), ("keep", 1...1, "keep:a-z0-9"),
        ("lookup", 1...1, "lookup:countries"), ("country-code", 0...0, "country-code"),
        ("join", 1...1, "join:\", \""),
    ]

    private func function(
        _ name: String, _ arguments: [String], at start: Int
    ) throws(TemplateError) -> TextFunction? {
        let first = arguments.first ?? ""
        switch name {
        case "lower": return .lower
        case "upper": return .upper
        case "trim": return .trim
        case "before": return .before(first)
        case "after": return .after(first)
        case "without": return .without(first)
        case "truncate": return Int(first).flatMap { (1...10_000).contains($0) ? .truncate($0) : nil }
        case "ascii": return arguments.isEmpty ? .ascii(.long) : first == "short" ? .ascii(.short) : nil
        case "replace": return .replace(first, by: arguments[1])
        case "remove": return .remove(first)
        case "keep": return .keep(first)
        case "join": return .join(first)
        case "country-code": return .countryCode
        case "lookup":
            if let table = self.tables[first] { return .lookup(table) }
            var error = self.error("there is no table \"\(first)\" under `tables`", at: start)
            (error.unknown, error.known) = (first, self.tables.keys.sorted())
            throw error
        default: return nil
        }
    }

    private mutating func word() -> String {
        var word = ""
        while let scalar = self.next, !":|} ".unicodeScalars.contains(scalar), !self.isAtAlternative {
            word.unicodeScalars.append(scalar)
            self.position += 1
        }
        return word
    }

    private mutating func quoted() throws(TemplateError) -> String {
        let (start, quote) = (self.position, self.text[self.position])
        self.position += 1
        var text = ""
        while let scalar = self.next {
            self.position += 1
            if scalar == quote { return text }
            text.unicodeScalars.append(scalar)
        }
        throw self.error("the quotation has no end", at: start)
    }
}

// MARK: - Characters

extension TemplateParser {
    private var next: Unicode.Scalar? { self.position < self.text.count ? self.text[self.position] : nil }

    private var isAtAlternative: Bool { self.text[self.position...].starts(with: ["?", "?"]) }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard self.next == scalar else { return false }
        self.position += 1
        return true
    }

    private mutating func skipBlanks() {
        while self.next == " " { self.position += 1 }
    }

    private func error(_ reason: String, at offset: Int? = nil) -> TemplateError {
        TemplateError(offset: offset ?? self.position, reason: reason)
    }
}

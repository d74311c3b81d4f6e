import Encodings

/// Reads filters (RFC 7644 figure 1) and paths (figure 7) from bytes.
///
/// Beyond the grammar it accepts, since clients send them: any letter case of keywords, any number of spaces, and
/// literals without quotes.
struct FilterParser {
    /// How many comparisons one filter holds; nobody needs more, and every one costs the directory and all other clients time.
    static let maximumComparisons = 1000

    private let names: PathNameParser
    private var words: FilterWords
    private var remainingDepth: Int
    private var remainingComparisons = Self.maximumComparisons
    private var isInValueFilter = false

    init(_ text: String, extensions: [SchemaURN], maximumDepth: Int = 64) {
        self.names = PathNameParser(extensions: extensions)
        self.words = FilterWords(text)
        self.remainingDepth = maximumDepth
    }

    /// `FILTER`, to the end of the text.
    mutating func wholeFilter() throws(SyntaxError) -> Filter {
        let filter = try self.disjunction()
        self.words.skipSpace()
        guard self.words.next == nil else { throw self.unexpectedRest() }
        return filter
    }

    /// `PATH = attrPath / valuePath [subAttr]`, to the end of the text.
    mutating func wholePath() throws(SyntaxError) -> AttributePath {
        self.words.skipSpace()
        let path = try self.filteredPath()
        self.words.skipSpace()
        guard self.words.next == nil else { throw self.words.error("nothing may follow the path") }
        return path
    }

    /// Reads `[PATH] *( "," [PATH] )`, to the end of the text.
    mutating func wholePathList() throws(SyntaxError) -> [AttributePath] {
        self.words.endAtComma = true
        var paths: [AttributePath] = []
        repeat {
            self.words.skipSpace()
            if self.words.next == nil || self.words.next == UInt8(ascii: ",") { continue }
            paths.append(try self.filteredPath())
            self.words.skipSpace()
        } while self.words.take(UInt8(ascii: ","))
        guard self.words.next == nil else { throw self.words.error("expected a comma or the end after an attribute") }
        return paths
    }
}

extension FilterParser {
    /// `logExp = FILTER SP ("and" / "or") SP FILTER`; this level is "or", which binds least.
    private mutating func disjunction() throws(SyntaxError) -> Filter {
        let first = try self.conjunction()
        guard self.words.takeKeyword("or") else { return first }
        var terms = [first]
        repeat {
            terms.append(try self.conjunction())
        } while self.words.takeKeyword("or")
        return .or(terms)
    }

    /// `logExp = FILTER SP ("and" / "or") SP FILTER`; this level is "and".
    private mutating func conjunction() throws(SyntaxError) -> Filter {
        let first = try self.term()
        guard self.words.takeKeyword("and") else { return first }
        var terms = [first]
        repeat {
            terms.append(try self.term())
        } while self.words.takeKeyword("and")
        return .and(terms)
    }

    /// Reads `FILTER = attrExp / logExp / valuePath / *1"not" "(" FILTER ")"`.
    private mutating func term() throws(SyntaxError) -> Filter {
        self.words.skipSpace()
        if self.words.next == UInt8(ascii: "(") {
            return try self.group()
        }
        if self.words.takeNot() {
            return .not(try self.group())
        }
        return try self.expression()
    }

    /// Reads `"(" FILTER ")"`.
    private mutating func group() throws(SyntaxError) -> Filter {
        let start = try self.enter()
        let filter = try self.disjunction()
        try self.leave(UInt8(ascii: ")"), openedAt: start)
        return filter
    }

    /// `attrExp = (attrPath SP "pr") / (attrPath SP compareOp SP compValue)`, or a `valuePath` that stands alone.
    private mutating func expression() throws(SyntaxError) -> Filter {
        let start = self.words.position
        let path = try self.filteredPath()
        guard !path.attribute.isEmpty else {
            throw SyntaxError(reason: "a filter needs an attribute after the schema", offset: start)
        }
        if let filter = path.filter, path.subAttribute == nil, self.isAtEndOfTerm {
            return .valuePath(AttributePath(schema: path.schema, attribute: path.attribute), filter)
        }
        try self.countComparison(at: start)
        guard let comparison = try self.comparison() else {
            return .present(path)
        }
        return .compare(path, comparison, try FilterLiteral.read(&self.words, for: comparison))
    }

    private mutating func countComparison(at start: Int) throws(SyntaxError) {
        guard self.remainingComparisons > 0 else {
            let reason = "a filter holds \(Self.maximumComparisons) comparisons at most; split it into several searches"
            throw SyntaxError(reason: reason, offset: start)
        }
        self.remainingComparisons -= 1
    }

    /// `compareOp`, or nil for `"pr"`.
    private mutating func comparison() throws(SyntaxError) -> Filter.Operator? {
        self.words.skipSpace()
        let start = self.words.position
        let word = self.words.takeWord()
        if word.equalsIgnoringASCIICase("pr".utf8) {
            return nil
        }
        let comparison = Self.operators.first { word.equalsIgnoringASCIICase($0.rawValue.utf8) }
        guard let comparison else {
            let names = Self.operators.map(\.rawValue).joined(separator: ", ")
            throw SyntaxError(reason: "expected an operator (\(names) or pr)", offset: start)
        }
        return comparison
    }

    private static let operators = Filter.Operator.allCases

    /// `valFilter = attrExp / logExp / *1"not" "(" valFilter ")"`, in its brackets.
    private mutating func valueFilter() throws(SyntaxError) -> Filter {
        guard !self.isInValueFilter else { throw self.words.error("a value filter may not hold another one") }
        let endAtComma = self.words.endAtComma
        (self.isInValueFilter, self.words.endAtComma) = (true, false)
        let start = try self.enter()
        let filter = try self.disjunction()
        try self.leave(UInt8(ascii: "]"), openedAt: start)
        (self.isInValueFilter, self.words.endAtComma) = (false, endAtComma)
        return filter
    }

    /// Reads `attrPath / valuePath [subAttr]`.
    private mutating func filteredPath() throws(SyntaxError) -> AttributePath {
        let word = self.words.takeWord()
        guard !word.isEmpty else { throw self.words.error("expected the name of an attribute") }
        var path = try self.names.path(word)
        guard self.words.next == UInt8(ascii: "[") else { return path }
        guard path.subAttribute == nil, !path.attribute.isEmpty else {
            throw self.words.error("a value filter belongs directly after an attribute, before its sub-attribute")
        }
        path.filter = try self.valueFilter()
        if self.words.take(UInt8(ascii: ".")) { path.subAttribute = try self.names.name(self.words.takeWord()) }
        return path
    }
}

extension FilterParser {
    private mutating func enter() throws(SyntaxError) -> Int {
        guard self.remainingDepth > 0 else {
            throw self.words.error("the parentheses are nested too deep; simplify the filter")
        }
        self.remainingDepth -= 1
        let start = self.words.position
        self.words.cursor.position += 1
        return start
    }

    private mutating func leave(_ end: UInt8, openedAt start: Int) throws(SyntaxError) {
        self.words.skipSpace()
        guard self.words.next != nil else {
            throw self.words.error("expected '\(Character(Unicode.Scalar(end)))' for the bracket at byte \(start)")
        }
        guard self.words.take(end) else { throw self.unexpectedRest() }
        self.remainingDepth += 1
    }

    private var isAtEndOfTerm: Bool {
        var ahead = self.words
        ahead.skipSpace()
        switch ahead.next {
        case nil, UInt8(ascii: ")"), UInt8(ascii: "]"): return true
        default: return ahead.takeKeyword("and") || ahead.takeKeyword("or")
        }
    }

    private func unexpectedRest() -> SyntaxError {
        switch self.words.next {
        case UInt8(ascii: ")"), UInt8(ascii: "]"): self.words.error("no bracket is open that this one could close")
        default: self.words.error("expected 'and', 'or' or the end; a value with spaces or brackets needs quotes")
        }
    }
}

import SCIM

/// Turns an expression into instructions.
struct PatternCompiler {
    private var parser: PatternParser
    private var program: [Pattern.Instruction] = []
    /// The characters that a text of ASCII alone must be made of, where the expression says nothing else.
    private(set) var alphabet: Pattern.ByteSet?

    /// Repetitions of repetitions are written out; a configuration needs no more than this.
    private static let maximumLength = 4096

    init(_ text: String) { self.parser = PatternParser(text) }

    mutating func compile() throws(SCIMError) -> [Pattern.Instruction] {
        let node = try self.parser.pattern()
        self.alphabet = node.alphabet
        try self.emit(node)
        self.program.append(.match)
        return self.program
    }

    private mutating func emit(_ node: PatternParser.Node) throws(SCIMError) {
        guard self.program.count < Self.maximumLength else { throw self.parser.error("fewer repetitions") }
        switch node {
        case .byte(let set): self.program.append(.byte(set))
        case .begin: self.program.append(.begin)
        case .end: self.program.append(.end)
        case .sequence(let nodes): for node in nodes { try self.emit(node) }
        case .choice(let branches): try self.emit(branches[...])
        case .repetition(let node, let minimum, let maximum):
            for _ in 0..<minimum { try self.emit(node) }
            try self.emit(node, atMost: maximum.map { $0 - minimum })
        }
    }

    /// Each branch but the last is tried beside the ones after it.
    private mutating func emit(_ branches: ArraySlice<PatternParser.Node>) throws(SCIMError) {
        guard let first = branches.first else { return }
        guard branches.count > 1 else { return try self.emit(first) }
        let split = self.reserve()
        try self.emit(first)
        let jump = self.reserve()
        self.program[split] = .split(split + 1, self.program.count)
        try self.emit(branches.dropFirst())
        self.program[jump] = .jump(self.program.count)
    }

    /// Nil repeats without end.
    private mutating func emit(_ node: PatternParser.Node, atMost count: Int?) throws(SCIMError) {
        guard let count else {
            let split = self.reserve()
            try self.emit(node)
            self.program.append(.jump(split))
            self.program[split] = .split(split + 1, self.program.count)
            return
        }
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(self.reserve())
            try self.emit(node)
        }
        for split in splits { self.program[split] = .split(split + 1, self.program.count) }
    }

    /// A place that is filled in when its targets are known.
    private mutating func reserve() -> Int {
        self.program.append(.match)
        return self.program.count - 1
    }
}

extension PatternParser.Node {
    /// The characters of `^[…]+$`.
    fileprivate var alphabet: Pattern.ByteSet? {
        guard case .sequence(let nodes) = self, nodes.count == 3, case .begin = nodes[0], case .end = nodes[2],
            case .repetition(let character, minimum: 1, maximum: nil) = nodes[1]
        else { return nil }
        return character.asciiCharacter
    }
}

import SCIM

/// A regular expression that chooses values, matched in time linear in the value whatever the expression.
///
/// Literals, `.`, classes such as `[^:/ ]`, `\d \w \s` and their opposites, groups, `|`, `* + ?`, `{n,m}`, `^` and `$`. It
/// matches if any part of the text does, as `grep -E` has it.
public struct Pattern: Sendable, Hashable, CustomStringConvertible {
    /// The expression as it was written.
    public let description: String
    let program: [Instruction]
    /// The characters that a text of ASCII alone must be made of, where the expression says nothing else: `^[^:/ ]+$`.
    let alphabet: ByteSet?

    /// Reads an expression.
    /// - Throws: ``SCIM/SCIMError`` `invalidValue` with the offset of what cannot be read.
    public init(parsing text: String) throws(SCIMError) {
        var compiler = PatternCompiler(text)
        self.description = text
        self.program = try compiler.compile()
        self.alphabet = compiler.alphabet
    }

    private init(_ text: String, _ program: [Instruction], alphabet: ByteSet) {
        self.description = text
        self.program = program
        self.alphabet = alphabet
    }

    /// `^[^:/ ]+$`: a value that is neither a URI nor a URI with a label.
    static let notURI: Pattern = {
        let bytes = ByteSet((0...255).filter { !":/ ".utf8.contains($0) })
        return Pattern("^[^:/ ]+$", [.begin, .byte(bytes), .split(1, 3), .end, .match], alphabet: bytes)
    }()

    /// Compares the expressions as they were written.
    public static func == (lhs: Pattern, rhs: Pattern) -> Bool { lhs.description == rhs.description }

    /// Hashes the expression as it was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.description) }

    /// Returns whether any part of the text matches.
    public func matches(_ text: String) -> Bool { self.matches(text.utf8) }
}

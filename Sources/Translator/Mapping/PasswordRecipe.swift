/// How the first password of a new entry is made.
///
/// Nobody is told it: it keeps the account closed until somebody sets another one.
public struct PasswordRecipe: Sendable, Hashable {
    /// A kind of characters, of which rules for passwords often demand some.
    public enum CharacterClass: String, Sendable, Hashable, CaseIterable {
        case lower, upper, digits, signs

        fileprivate var characters: [Character] {
            switch self {
            case .lower: Array("abcdefghijklmnopqrstuvwxyz")
            case .upper: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            case .digits: Array("0123456789")
            case .signs: Array("!#$%&()*+,-./:;<=>?@[]^_{}~")
            }
        }
    }

    /// How many characters it has.
    public var length: Int
    /// The kinds of characters, of each of which it has one at least.
    public var classes: [CharacterClass]

    /// Creates a recipe; a length below the number of classes is as many.
    public init(length: Int = 24, classes: [CharacterClass] = CharacterClass.allCases) {
        self.length = length
        self.classes = classes
    }

    /// Returns a new password.
    public func password(using generator: inout some RandomNumberGenerator) -> String {
        var characters = self.classes.compactMap { $0.characters.randomElement(using: &generator) }
        let all = self.classes.flatMap(\.characters)
        while characters.count < self.length, let next = all.randomElement(using: &generator) {
            characters.append(next)
        }
        return String(characters.shuffled(using: &generator))
    }
}

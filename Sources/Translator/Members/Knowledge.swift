import Directories

/// How much an update knows of the values that it does not read, such as the members of a group.
public enum Knowledge: Comparable, Sendable {
    /// Whether the placeholder is there, and nothing else.
    case blind
    /// The placeholder, and which of the values that come or go are there.
    case named
    /// Every value.
    case all
}

extension Knowledge {
    /// Returns what must be known to plan a refused write anew; nil where more knowledge does not help.
    ///
    /// `blind, alreadyThere → named`, `named, schemaViolation → all`, `all, schemaViolation → nil`
    public func needed(after refusal: Failure) -> Knowledge? {
        switch refusal {
        case .alreadyThere, .notThere: .named
        // The condition that anything changes may have failed, because everything is as wished.
        case .lostRace: self == .blind ? .named : nil
        // Perhaps the last value was to go of an attribute that the entry must have.
        case .schemaViolation: self == .all ? nil : .all
        default: nil
        }
    }
}

/// Why credentials are refused: it decides the status, the challenge and the words of the answer, and what the log says.
public enum Refusal: Hashable, Sendable {
    /// No credentials came that could be judged.
    case missing
    /// Nobody has this token.
    case unknownToken
    /// The token is no longer valid, or not one for this service; a sentence says why, in words that its owner may read.
    case invalidToken(String)
    /// Whether the token is good cannot be found out at present; a sentence says why.
    case undecided(String)
}

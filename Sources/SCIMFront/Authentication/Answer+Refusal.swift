import NIOHTTP1
import SCIM

extension Answer {
    /// Answers credentials that are refused with a challenge (RFC 6750 section 3), which names an error where credentials came at all.
    init(_ refusal: Refusal) {
        switch refusal {
        case .missing: self.init(challenge: BearerChallenge(), "Send a bearer token in the Authorization header.")
        case .unknownToken:
            self.init(challenge: BearerChallenge(error: "invalid_token"), "The bearer token is not known.")
        case .invalidToken(let reason):
            self.init(challenge: BearerChallenge(error: "invalid_token", description: reason), reason)
        case .undecided(let reason): self.init(SCIMError.unavailable(reason, retryAfter: 30))
        }
    }

    private init(challenge: BearerChallenge, _ detail: String) {
        self.init(SCIMError.unauthorized(detail), headers: ["WWW-Authenticate": challenge.text])
    }
}

/// What tells a client why its bearer token does not open a resource (RFC 6750 section 3).
struct BearerChallenge {
    var error: String?
    var description: String?
    var scope: String?

    /// The value of `WWW-Authenticate`.
    var text: String {
        let parameters = [("error", self.error), ("error_description", self.description), ("scope", self.scope)]
        return #"Bearer realm="Starbridge""#
            + parameters.compactMap { name, value in value.map { #", \#(name)="\#(Self.quotable($0))""# } }.joined()
    }

    /// The text in the characters that a description may have: `%x20-21 / %x23-5B / %x5D-7E`.
    private static func quotable(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "'")
                case 0x20...0x7E: byte
                default: UInt8(ascii: "?")
                }
            }, as: UTF8.self)
    }
}

import NIOHTTP1
import SCIM

extension Answer {
    /// Answers credentials that are refused with a challenge (RFC 6750 section 3), which names an error where credentials came at all.
    init(_ refusal: Refusal) {
        switch refusal {
        case .missing: self.init(challenge: "", "Send a bearer token in the Authorization header.")
        case .unknownToken: self.init(challenge: #", error="invalid_token""#, "The bearer token is not known.")
        }
    }

    private init(challenge error: String, _ detail: String) {
        let challenge = #"Bearer realm="Starbridge""# + error
        self.init(SCIMError.unauthorized(detail), headers: ["WWW-Authenticate": challenge])
    }
}

/// The judge of who calls.
public protocol Authenticator: Sendable {
    /// Returns whose credentials they are and what that client may do, or why they are refused.
    ///
    /// It is asked for each call, also for one that comes without credentials.
    func authenticate(_ credentials: Credentials) async -> Verdict
}

/// What an ``Authenticator`` finds.
public enum Verdict: Hashable, Sendable {
    /// The call is done on behalf of this client, within its scopes.
    case accepted(Principal)
    /// Nothing is done for the call.
    case refused(Refusal)
}

/// What a directory, or the way to it, answered instead of success.
public struct LDAPError: Error, Hashable, Sendable {
    /// Whether a change that failed may have been made all the same.
    public enum Outcome: Hashable, Sendable {
        /// The server said no, or nothing was sent.
        case notApplied
        /// The answer was lost: the change may or may not have been made.
        case unknown
    }

    /// The result code.
    public var code: ResultCode
    /// The text of the server; it may quote what was sent, passwords included.
    public var diagnostic: String
    /// The name of the nearest entry that exists, where the server tells it.
    public var matchedDN: String
    /// The URLs of the servers to ask instead.
    public var referrals: [String]
    /// Whether a change may have been made all the same.
    public var outcome: Outcome

    /// An error with this code and these particulars.
    public init(
        _ code: ResultCode,
        diagnostic: String = "",
        matchedDN: String = "",
        referrals: [String] = [],
        outcome: Outcome = .notApplied
    ) {
        self.code = code
        self.diagnostic = diagnostic
        self.matchedDN = matchedDN
        self.referrals = referrals
        self.outcome = outcome
    }
}

extension LDAPError: CustomStringConvertible {
    /// The name and number of the code, followed by what else is known.
    public var description: String {
        var text = "\(self.code) (\(self.code.rawValue))"
        if !self.diagnostic.isEmpty { text += ": \(self.diagnostic)" }
        if !self.matchedDN.isEmpty { text += "; the nearest entry is \(self.matchedDN)" }
        if !self.referrals.isEmpty { text += "; referred to \(self.referrals.joined(separator: ", "))" }
        if self.outcome == .unknown { text += "; whether the change was made is unknown" }
        return text
    }
}

public import Foundation

/// Which tokens are to be warned of, each at 14 days, 7 days and 1 day before it expires, and when it has.
public struct ExpiryWarnings {
    /// How many days before its end a token is warned of.
    private static let days = [1, 7, 14]

    /// The last stage that was told of, by the digest of the token.
    private var told: [[UInt8]: Int] = [:]

    /// Has warned of nothing yet.
    public init() {}

    /// What is to be said at a time that was not said before.
    public mutating func due(_ records: [TokensFile.Record], at now: Date) -> [String] {
        var stages: [[UInt8]: Int] = [:]
        var warnings: [String] = []
        for record in records {
            guard let stage = Self.stage(of: record, at: now) else { continue }
            stages[record.digest] = stage
            if self.told[record.digest] != stage { warnings.append(Self.text(of: record, at: now)) }
        }
        self.told = stages
        return warnings
    }

    /// The warning of a token that expires within 14 days, or has expired; nil for any other.
    public static func warning(of record: TokensFile.Record, at now: Date) -> String? {
        self.stage(of: record, at: now) == nil ? nil : self.text(of: record, at: now)
    }

    /// The days of the warning that a token is due for, 0 where it has expired.
    private static func stage(of record: TokensFile.Record, at now: Date) -> Int? {
        guard let expires = record.expires else { return nil }
        let left = expires.timeIntervalSince(now)
        return left <= 0 ? 0 : self.days.first { left <= Double($0) * 86_400 }
    }

    private static func text(of record: TokensFile.Record, at now: Date) -> String {
        let isOver = record.isValid(at: now) == false
        let advice = record.client == nil ? "give it to the client" : "give the client this secret"
        return
            "The token '\(record.name)' \(isOver ? "expired" : "expires") on \(record.expires?.formatted(.iso8601) ?? ""): make another "
            + "one with 'starbridge token create', \(advice), and then revoke this one."
    }
}

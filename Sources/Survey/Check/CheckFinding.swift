public import LDAP

/// One thing that a check has found, for a person and for a program.
public struct CheckFinding: Hashable, Sendable {
    /// How good it is.
    public enum Verdict: String, Hashable, Sendable, Encodable {
        /// It is as it must be.
        case ok
        /// It works, but hardly as it was meant; or it could not be looked at.
        case warning
        /// It cannot work.
        case failure
    }

    /// What was looked at, which never changes its meaning, such as `schema.single-valued`.
    public var id: String
    /// What it is about: a server, a section of the configuration, or a key of it.
    public var subject: String
    /// How good it is.
    public var verdict: Verdict
    /// What was found, as a sentence.
    public var text: String
    /// What to do; nil where nothing is to be done, or where the text says it.
    public var advice: String?
    /// The entries that it is about, some of them where they are many.
    public var names: [DistinguishedName]

    /// Creates a finding.
    public init(
        _ id: String, _ subject: String, _ verdict: Verdict, _ text: String, advice: String? = nil,
        names: [DistinguishedName] = []
    ) {
        self.id = id
        self.subject = subject
        self.verdict = verdict
        self.text = text
        self.advice = advice
        self.names = names
    }

    /// How many entries one finding names at most.
    public static let maximumNames = 20

    /// What stands where a check could not be made.
    static func unmade(_ id: String, _ subject: String, because reason: String) -> CheckFinding {
        CheckFinding(id, subject, .warning, "\(subject): this could not be looked at, because \(reason)")
    }
}

extension Array where Element == CheckFinding {
    /// Whether nothing was found that cannot work.
    public var areGood: Bool { self.allSatisfy { $0.verdict != .failure } }
}

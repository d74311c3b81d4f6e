/// What an administrator wants of the guard.
public struct GuardOrder: Codable, Hashable, Sendable {
    /// What is to be done.
    public enum Action: String, Codable, Hashable, Sendable, CaseIterable {
        /// Tell how it stands, and who is held.
        case status
        /// Let those go whose calls are held; or open a gate, with a bound.
        case release
        /// Answer the calls of held classes with a refusal, until they are released.
        case refuse
        /// Forget who is held and let nobody go, once the mistake at the other end is corrected.
        case dismiss
    }

    /// What is to be done.
    public var action: Action
    /// The class, such as `disables`; nil stands for all that are held.
    public var `class`: String?
    /// Who is let go alone: an id, the name of an entry, or the value that names it.
    public var user: String?
    /// How many changes may pass, whoever they are of.
    public var upTo: Int?
    /// For how many seconds every change may pass.
    public var seconds: Int?

    /// Creates an order.
    public init(
        _ action: Action, class: String? = nil, user: String? = nil, upTo: Int? = nil, seconds: Int? = nil
    ) {
        (self.action, self.class, self.user, self.upTo, self.seconds) = (action, `class`, user, upTo, seconds)
    }
}

extension GuardOrder {
    /// The longest time that a gate is open: there is no way to switch the guard off but the configuration.
    public static let longest = Duration.seconds(7 * 86_400)
    /// The most changes that a gate lets through.
    public static let most = 100_000

    /// What is released.
    enum Release: Hashable, Sendable {
        case held
        case user(String)
        case gate(length: Duration, count: Int?)
    }

    /// Reads what is released.
    /// - Throws: ``GuardError`` for a bound that is none, or more than one.
    func release() throws(GuardError) -> Release {
        let given = [self.user != nil, self.upTo != nil, self.seconds != nil].count { $0 }
        guard given <= 1 else { throw GuardError("Give one of --user, --up-to and --for, not several.") }
        if let user = self.user {
            guard !user.isEmpty else { throw GuardError("--user needs an id, a name of an entry or a user name.") }
            return .user(user)
        }
        if let upTo = self.upTo {
            guard 1...Self.most ~= upTo else {
                throw GuardError("--up-to takes a number from 1 to \(Self.most): a gate has a bound.")
            }
            return .gate(length: Self.longest, count: upTo)
        }
        if let seconds = self.seconds {
            guard seconds > 0, .seconds(seconds) <= Self.longest else {
                throw GuardError(
                    "--for takes a time up to 7d: a gate has a bound. To do without a limit for good, write it into the "
                        + "configuration (guard.CLASS: off).")
            }
            return .gate(length: .seconds(seconds), count: nil)
        }
        return .held
    }

    /// Reads the class; nil stands for all that are held.
    /// - Throws: ``GuardError`` for one that there is not.
    func guardClass() throws(GuardError) -> GuardClass? {
        guard let text = self.class else { return nil }
        if let known = GuardClass(text) { return known }
        let all = GuardClass.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw GuardError(
            "There is no class '\(text.prefix(40))'; the classes are \(all), and of clears those of single attributes such as "
                + "clears:department.")
    }
}

/// Why the guard does not do what it was told.
public struct GuardError: Error, Hashable, CustomStringConvertible {
    /// The reason, in words for an administrator.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

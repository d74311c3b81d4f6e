/// What the guard counts together: a kind of change, and for some kinds a part of it.
///
/// It prints as `disables`; emptied values are counted for each attribute (`clears:department`), and new entries that are no people
/// for each section of the configuration (`creates:groups`).
public struct GuardClass: Hashable, Sendable {
    /// A kind of change, by its key in the configuration.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        /// Somebody is disabled.
        case disables
        /// An entry is deleted, or moved to the trash.
        case deletes
        /// Members leave groups; a plan may count several.
        case removals
        /// An entry is made.
        case creates
        /// An entry gets another name.
        case renames
        /// An attribute of a person is emptied.
        case clears

        /// Whether it comes first in the configuration.
        public static func < (left: Kind, right: Kind) -> Bool {
            (Self.allCases.firstIndex(of: left) ?? 0) < (Self.allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// The kind of change.
    public let kind: Kind
    /// The attribute that is emptied, or the section whose entries are made; nil stands for all, or for people.
    public let part: String?

    /// The section of people.
    static let people = "users"

    /// A class; letters of `part` are small, since names of attributes know no case.
    public init(_ kind: Kind, of part: String? = nil) {
        self.kind = kind
        self.part = part == Self.people ? nil : part?.lowercased()
    }

    /// Reads `disables` or `clears:department`; nil for what is no class.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }), parts.last?.isEmpty == false else {
            return nil
        }
        if parts.count > 1, kind != .clears, kind != .creates { return nil }
        self.init(kind, of: parts.count > 1 ? String(parts[1]) : nil)
    }

    /// The section whose entries a share is of.
    var population: String { self.kind == .creates ? self.part ?? Self.people : Self.people }

    /// Whether it is the other class, or a part of that.
    func belongs(to other: GuardClass) -> Bool {
        self.kind == other.kind && (other.part == nil || self.part == other.part)
    }
}

extension GuardClass: CustomStringConvertible {
    /// The kind, and the part behind a colon.
    public var description: String { self.kind.rawValue + (self.part.map { ":" + $0 } ?? "") }
}

extension GuardClass: Comparable {
    /// Whether it comes first in a report.
    public static func < (left: GuardClass, right: GuardClass) -> Bool {
        (left.kind, left.part ?? "") < (right.kind, right.part ?? "")
    }
}

extension GuardClass: Codable {
    /// Reads a class that was written as a text.
    /// - Throws: `DecodingError` if it is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = GuardClass(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no class")
        }
        self = value
    }

    /// Writes the class as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}

extension GuardClass {
    /// What happened so often, as a clause: `25 people were disabled`.
    func happened(_ count: Int) -> String {
        let isOne = count == 1
        let were = isOne ? "was" : "were"
        let entries = isOne ? "entry" : "entries"
        return switch self.kind {
        case .disables: "\(count) \(isOne ? "person" : "people") \(were) disabled"
        case .deletes: "\(count) \(entries) \(were) deleted"
        case .removals: "\(count) \(isOne ? "member" : "members") \(were) taken out of groups"
        case .creates: "\(count) \(entries) \(were) created"
        case .renames: "\(count) \(entries) \(were) renamed"
        case .clears: "\(self.part ?? "an attribute") was emptied in \(count) \(entries)"
        }
    }
}

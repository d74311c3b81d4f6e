import Encodings
public import LDAP

extension Settings {
    /// How the journal of changes is kept.
    public struct Journal: Equatable, Sendable {
        /// The folder.
        public var directory: String
        /// For how many seconds events are kept.
        public var keep: Int64 = 400 * 86_400
        /// How many bytes all files together may have.
        public var maximumSize = 10_000_000_000
        /// Whether each event is on the disk before its call is answered.
        public var synchronisesEach = false
        /// Whether nothing but a disable is written to the directory while the journal cannot be.
        public var isRequired = true
        /// The attributes whose values must not stand in it, besides those that never do.
        public var secrets: [AttributeDescription] = []
    }
}

extension Settings.Journal {
    /// The journal beside a tokens file, where nothing else is said.
    init(besides tokensFile: String) {
        let slash = tokensFile.lastIndex(of: "/").map { tokensFile.index(after: $0) } ?? tokensFile.startIndex
        self.init(directory: tokensFile[..<slash] + "journal")
    }

    /// Reads `journal:`, or what holds without it.
    init(_ section: ConfigurationSection?, besides tokensFile: String) {
        self.init(besides: tokensFile)
        guard let section else { return }
        defer { section.refuseUnknownKeys() }
        self.directory = section.parsed("directory", Secrets.expanded) ?? self.directory
        self.keep = section.parsed("keep", Self.age) ?? self.keep
        self.maximumSize = section.parsed("at_most", Self.size) ?? self.maximumSize
        self.synchronisesEach = section.word("sync") { $0 == "each" } ?? false
        self.isRequired = section.node("required") == nil || section.flag("required")
        for (text, mark) in section.texts("secrets") ?? [] {
            do {
                self.secrets.append(try ConfiguredValue.attribute(text))
            } catch {
                section.report("\(section.path("secrets")): \(error.diagnostic)", at: mark)
            }
        }
    }

    /// Reads `400d` or `48h`, in seconds.
    private static func age(_ text: String) throws(ConfigurationReason) -> Int64 {
        let units: [(String, Int64)] = [("d", 86_400), ("h", 3600)]
        for (unit, seconds) in units where text.hasSuffix(unit) {
            guard let number = Self.number(text.dropLast(unit.count)), number < 100_000 else { break }
            return Int64(number) * seconds
        }
        throw ConfigurationReason("must be a time such as 400d or 48h")
    }

    /// Reads `10GB` or `500MB`, in bytes.
    private static func size(_ text: String) throws(ConfigurationReason) -> Int {
        for (unit, bytes) in [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000)]
        where text.hasSuffix(unit) {
            guard let number = Self.number(text.dropLast(unit.count)), number < 100_000 else { break }
            return number * bytes
        }
        throw ConfigurationReason("must be a size such as 500MB or 10GB")
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit), let number = Int(text), number > 0 else { return nil }
        return number
    }
}

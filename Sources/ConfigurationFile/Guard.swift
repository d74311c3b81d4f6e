import Encodings
import Foundation
import Yams

extension Settings {
    /// How many changes of each kind pass without an administrator.
    public struct Guard: Equatable, Sendable {
        /// A kind of change.
        public enum Kind: String, Sendable, CaseIterable {
            /// Somebody is disabled.
            case disables
            /// An entry is deleted, or moved to the trash.
            case deletes
            /// Members leave groups.
            case removals
            /// An entry is made.
            case creates
            /// An entry gets another name.
            case renames
            /// An attribute of a person is emptied.
            case clears
        }

        /// The limit of a kind; the larger of a number and a share.
        public struct Limit: Equatable, Sendable {
            /// The kind.
            public var kind: Kind
            /// So many.
            public var most: Int?
            /// So many in a hundred.
            public var share: Double?
            /// In each span of this length.
            public var within = Duration.seconds(3600)
            /// Whether it holds only where more are made than found, beside people who are there.
            public var isOfUnmatched = false
        }

        /// Who is told when a kind is held.
        public struct Notice: Equatable, Sendable {
            /// A program and its arguments; none where there is none.
            public var run: [String] = []
            /// The URL that gets a POST.
            public var webhook: String?
        }

        /// The limits, in the order of the kinds; one that is off is not there.
        public var limits: [Limit] = Kind.allCases.map(Limit.usual)
        /// Who is told.
        public var notice = Notice()
    }
}

extension Settings.Guard.Limit {
    /// The limit where the file says none, which a normal day never reaches.
    static func usual(_ kind: Settings.Guard.Kind) -> Self {
        switch kind {
        case .disables, .deletes, .renames: Self(kind: kind, most: 25, share: 2)
        case .removals: Self(kind: kind, most: 500, share: 10)
        case .creates: Self(kind: kind, most: 100, share: 5, isOfUnmatched: true)
        case .clears: Self(kind: kind, most: 100, share: 5)
        }
    }

    /// The limit as the file has it: `{ most: 25, share: 2%, within: 1h }`.
    public var text: String {
        let parts = [
            self.most.map { "most: \($0)" }, self.share.map { "share: \(Self.text($0))%" },
            "within: \(Self.text(self.within))", self.isOfUnmatched ? "unmatched: true" : nil,
        ]
        return "{ \(parts.compactMap(\.self).joined(separator: ", ")) }"
    }

    private static func text(_ share: Double) -> String { share == share.rounded() ? "\(Int(share))" : "\(share)" }

    private static func text(_ length: Duration) -> String {
        let seconds = length.components.seconds
        for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m")] as [(Int64, String)] where seconds % unit == 0 {
            return "\(seconds / unit)\(name)"
        }
        return "\(seconds)s"
    }
}

// MARK: - Reading

extension Settings.Guard {
    /// Reads `guard:`, `off` or a section.
    init(_ root: ConfigurationSection) {
        guard let node = root.node("guard") else { return }
        if node.scalar != nil {
            if root.isOff("guard") { self.limits = [] }
            return
        }
        let section = root.nested(node, "guard")
        defer { section.refuseUnknownKeys() }
        self.limits = Kind.allCases.compactMap { kind in
            guard let node = section.node(kind.rawValue) else { return .usual(kind) }
            if node.scalar != nil { return section.isOff(kind.rawValue) ? nil : .usual(kind) }
            return Limit(kind, section.nested(node, kind.rawValue))
        }
        if let notice = section.section("on_trip") { self.notice = Notice(notice) }
    }
}

extension Settings.Guard.Limit {
    fileprivate init(_ kind: Settings.Guard.Kind, _ section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        self.init(
            kind: kind, most: section.limit("most"), share: section.parsed("share", Self.share),
            within: section.parsed("within", Self.span) ?? .seconds(3600), isOfUnmatched: section.flag("unmatched"))
        if self.isOfUnmatched, kind != .creates {
            section.report(
                "\(section.path("unmatched")) is for creates alone: nobody else is looked up first",
                at: section.mark(of: "unmatched"))
        }
        if section.node("most") == nil, section.node("share") == nil {
            section.report(
                "\(section.name) must have most or share, or be off", at: section.mark)
        }
    }

    /// - Throws: ``ConfigurationReason``.
    private static func share(_ text: String) throws(ConfigurationReason) -> Double {
        guard text.hasSuffix("%"), let number = Double(text.dropLast().trimmingCharacters(in: .whitespaces)),
            number.isFinite
        else {
            throw ConfigurationReason("must be a share in a hundred, such as 2%")
        }
        guard number > 0, number <= 100 else {
            throw ConfigurationReason(
                "must be more than 0% and at most 100%; to hold every change there is mode: observe, to hold none there is off"
            )
        }
        return number
    }

    /// - Throws: ``ConfigurationReason``.
    private static func span(_ text: String) throws(ConfigurationReason) -> Duration {
        let span = try ConfiguredValue.duration(text)
        guard .seconds(60) <= span, span <= .seconds(7 * 86_400) else {
            throw ConfigurationReason("must be from 1m to 7d")
        }
        return span
    }
}

extension Settings.Guard.Notice {
    fileprivate init(_ section: ConfigurationSection) {
        defer { section.refuseUnknownKeys() }
        self.run = section.texts("run")?.map(\.text) ?? []
        if let program = self.run.first, !program.hasPrefix("/") {
            section.report(
                "\(section.path("run")) must begin with the whole path of a program, such as /usr/local/bin/alert",
                at: section.mark(of: "run"))
        }
        self.webhook = section.parsed("webhook", Self.url)
    }

    /// - Throws: ``ConfigurationReason``.
    private static func url(_ text: String) throws(ConfigurationReason) -> String {
        guard let url = URL(string: text), ["https", "http"].contains(url.scheme), let host = url.host, !host.isEmpty
        else {
            throw ConfigurationReason("must be a URL such as https://alerts.example.com/starbridge")
        }
        guard url.scheme == "https" || host.isLoopbackHost else {
            throw ConfigurationReason(
                "must be https: the network would read what is held; http is for this machine alone")
        }
        return text
    }
}

extension ConfigurationSection {
    /// Whether a key that may be a section is `off`; any other text is reported.
    fileprivate func isOff(_ key: String) -> Bool {
        guard let text = self.text(key) else { return false }
        if text == "off" { return true }
        self.report("\(self.path(key)) must be off, or a mapping of keys to values", at: self.mark(of: key))
        return false
    }

    /// A number of changes; nothing is no limit.
    fileprivate func limit(_ key: String) -> Int? {
        guard let node = self.node(key), node.int == 0 else { return self.number(key) }
        self.report(
            "\(self.path(key)) must not be 0, which would hold every change for ever: to have none made there is mode: observe, to "
                + "set no limit there is off", at: node.mark)
        return nil
    }
}

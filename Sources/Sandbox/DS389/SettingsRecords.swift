/// The entries of a `dse.ldif`, as lines that are changed before a server reads them.
struct SettingsRecords {
    private var records: [[String]]

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
        self.records = lines.split { $0.allSatisfy(\.isWhitespace) }.map { $0.map(String.init) }
    }

    var text: String {
        self.records.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// Puts these lines into an entry, in the place of all lines of the same attributes; an entry that is not there stays away.
    mutating func set(_ name: String, _ lines: [String]) {
        guard let index = self.index(of: name) else { return }
        let changed = Set(lines.map(Self.attribute))
        self.records[index].removeAll { changed.contains(Self.attribute($0)) }
        self.records[index] += lines
    }

    /// Adds an entry like another one, under a name of its own.
    mutating func copy(_ name: String, as copy: String) {
        guard let index = self.index(of: name) else { return }
        let kept = self.records[index].filter { !["dn", "cn"].contains(Self.attribute($0)) }
        self.add(copy, kept)
    }

    /// Adds an entry.
    mutating func add(_ name: String, _ lines: [String]) {
        let leaf = String(name.prefix { $0 != "," })
        self.records.append(["dn: \(name)", leaf.replacing("=", with: ": ")] + lines)
    }

    private func index(of name: String) -> Int? {
        self.records.firstIndex { $0.first?.lowercased() == "dn: \(name)".lowercased() }
    }

    private static func attribute(_ line: String) -> String {
        line.prefix { $0 != ":" }.lowercased()
    }
}

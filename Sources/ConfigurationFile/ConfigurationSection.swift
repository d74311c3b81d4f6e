import LDAP
import SCIM
import Translator
import Yams

/// Collects the problems of one file while all of it is read.
final class ProblemCollector {
    let file: String
    /// Whether the files that the text names are looked at.
    let looksAtFiles: Bool
    private(set) var problems: [ConfigurationError.Problem] = []
    /// What works, but hardly as it was meant.
    private(set) var warnings: [ConfigurationError.Problem] = []

    init(file: String, looksAtFiles: Bool = false) {
        self.file = file
        self.looksAtFiles = looksAtFiles
    }

    func warn(_ reason: String, at mark: Mark?) {
        self.warnings.append(.init(file: self.file, line: mark?.line, column: mark?.column, reason: reason))
    }

    /// `offset` is how many characters behind the mark something is wrong.
    func report(_ reason: String, at mark: Mark?, offset: Int = 0) {
        let column = mark.map { $0.column + offset }
        self.problems.append(.init(file: self.file, line: mark?.line, column: column, reason: reason))
    }
}

/// One YAML mapping that is read key by key; a key that ``ConfigurationKey/all`` does not have there is unknown.
///
/// A value that is wrong is reported and read as absent, so that the rest of the file is still checked.
final class ConfigurationSection {
    /// The path of the section in this file, such as `listen[0].tls`.
    let name: String
    let mark: Mark?
    private let collector: ProblemCollector
    private let members: [(key: Node, value: Node)]
    private let keys: [ConfigurationKey]

    convenience init(_ node: Node, _ section: ConfigurationKey.Section, name: String, collector: ProblemCollector) {
        self.init(node, ConfigurationKey.keys(of: section), name: name, collector: collector)
    }

    /// A section that may have these keys.
    init(_ node: Node, _ keys: [ConfigurationKey], name: String, collector: ProblemCollector) {
        self.keys = keys
        self.name = name
        self.mark = node.mark
        self.collector = collector
        self.members = node.mapping.map { Array($0) } ?? []
        if node.mapping == nil {
            let name = name.isEmpty ? "the file" : name
            collector.report("\(name) must be a mapping of keys to values", at: node.mark)
        }
    }

    /// The keys and values in the order of the file, for sections whose keys are data.
    var pairs: [(key: String, value: Node, mark: Mark?)] {
        self.members.compactMap { member in
            member.key.scalar.map { ($0.string, member.value, member.key.mark) }
        }
    }

    /// The file as a whole.
    convenience init(file: Node, collector: ProblemCollector) {
        self.init(file, .file, name: "", collector: collector)
    }

    /// What the table says of a key that the reader asks for.
    private func declaration(of key: String) -> ConfigurationKey {
        guard let declaration = self.keys.first(where: { $0.name == key }) else {
            preconditionFailure("the table of keys has no \(self.path(key))")
        }
        return declaration
    }

    func node(_ key: String) -> Node? {
        let name = self.declaration(of: key).name
        return self.members.first { $0.key.scalar?.string == name }?.value
    }

    func text(_ key: String) -> String? {
        guard let node = self.node(key) else { return nil }
        guard let scalar = node.scalar else {
            self.report("\(self.path(key)) must be a single text", at: node.mark)
            return nil
        }
        let isEmptyMeant = self.declaration(of: key).defaultValue == ConfigurationKey.emptyText
        guard node.null == nil, isEmptyMeant || !scalar.string.isEmpty else {
            self.report("\(self.path(key)) has no value", at: node.mark)
            return nil
        }
        return scalar.string
    }

    func required(_ key: String) -> String? {
        let text = self.text(key)
        if text == nil, !self.isThere(key) {
            self.report("\(self.path(key)) is missing", at: self.mark)
        }
        return text
    }

    /// Whether a key stands there, be it under a former name, of which ``refuseUnknownKeys()`` tells.
    private func isThere(_ key: String) -> Bool {
        let names = [key] + self.declaration(of: key).formerNames
        return self.members.contains { names.contains($0.key.scalar?.string ?? "") }
    }

    /// The texts of a list, each with its place.
    func texts(_ key: String) -> [(text: String, mark: Mark?)]? {
        guard let node = self.node(key) else { return nil }
        let texts = node.sequence?.compactMap { node in node.scalar.map { ($0.string, node.mark) } }
        guard let texts, texts.count == node.sequence?.count else {
            self.report("\(self.path(key)) must be a list of texts", at: node.mark)
            return nil
        }
        guard !texts.isEmpty, !texts.contains(where: \.0.isEmpty) else {
            self.report("\(self.path(key)) must not be empty, nor any text of it", at: node.mark)
            return nil
        }
        return texts
    }

    func flag(_ key: String) -> Bool {
        guard let node = self.node(key) else { return false }
        guard let flag = node.bool else {
            self.report("\(self.path(key)) must be true or false", at: node.mark)
            return false
        }
        return flag
    }

    func number(_ key: String) -> Int? {
        guard case .number(let range) = self.declaration(of: key).kind, let node = self.node(key) else { return nil }
        guard let number = node.int, range.contains(number) else {
            self.report(
                "\(self.path(key)) must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                at: node.mark
            )
            return nil
        }
        return number
    }

    /// One of the words that the table lists; `value` says what it stands for.
    func word<Value>(_ key: String, _ value: (String) -> Value?) -> Value? {
        guard case .word(let words) = self.declaration(of: key).kind, let text = self.text(key) else { return nil }
        guard words.contains(text), let value = value(text) else {
            let all = words.dropLast().joined(separator: ", ") + " or " + words.suffix(1).joined()
            self.report("\(self.path(key)): must be \(all)", at: self.mark(of: key))
            return nil
        }
        return value
    }

    func section(_ key: String) -> ConfigurationSection? {
        self.node(key).map { self.nested($0, key) }
    }

    /// The mapping under a key that must be there.
    func requiredSection(_ key: String) -> ConfigurationSection? {
        let section = self.section(key)
        if section == nil, !self.isThere(key) { self.report("\(self.path(key)) is missing", at: self.mark) }
        return section
    }

    func sections(_ key: String, allowsNone: Bool = false) -> [ConfigurationSection]? {
        guard let node = self.node(key) else { return nil }
        guard let sequence = node.sequence else {
            self.report("\(self.path(key)) must be a list", at: node.mark)
            return nil
        }
        if sequence.isEmpty, !allowsNone { self.report("\(self.path(key)) must not be empty", at: node.mark) }
        return sequence.enumerated().map { index, node in self.nested(node, key, at: "[\(index)]") }
    }

    /// Reads a value with a parser that explains what is wrong.
    func parsed<Value>(_ key: String, _ parse: (String) throws -> Value) -> Value? {
        self.text(key).flatMap { self.parsing($0, key, parse) }
    }

    func requiredParsed<Value>(_ key: String, _ parse: (String) throws -> Value) -> Value? {
        self.required(key).flatMap { self.parsing($0, key, parse) }
    }

    private func parsing<Value>(_ text: String, _ key: String, _ parse: (String) throws -> Value) -> Value? {
        do {
            return try parse(text)
        } catch let error as TemplateError {
            self.report(error, self.path(key), in: self.node(key))
            return nil
        } catch {
            self.report("\(self.path(key)): \(error.reason)", at: self.mark(of: key))
            return nil
        }
    }

    func mark(of key: String) -> Mark? {
        self.members.first { $0.key.scalar?.string == key }?.value.mark ?? self.mark
    }

    func report(_ reason: String, at mark: Mark?) {
        self.collector.report(reason, at: mark)
    }

    /// Reports what is wrong with a template, at its place in the text of a node.
    func report(_ error: TemplateError, _ name: String, in node: Node?) {
        let advice = error.unknown.flatMap { Self.nearest($0, in: error.known) }.map { "; did you mean \($0)?" } ?? ""
        let offset: Int? =
            switch node?.scalar?.style {
            case .plain: error.offset
            case .singleQuoted, .doubleQuoted: error.offset + 1
            default: nil
            }
        self.collector.report("\(name): \(error.reason)\(advice)", at: node?.mark, offset: offset ?? 0)
    }

    func warn(_ reason: String, at mark: Mark?) {
        self.collector.warn(reason, at: mark)
    }

    var looksAtFiles: Bool { self.collector.looksAtFiles }

    /// A mapping that stands under a key, or in its list.
    func nested(_ node: Node, _ key: String, at index: String = "") -> ConfigurationSection {
        guard let section = self.declaration(of: key).nested else {
            preconditionFailure("in the table of keys \(self.path(key)) is no section")
        }
        return ConfigurationSection(node, section, name: self.path(key) + index, collector: self.collector)
    }

    /// The mapping that stands under a key of one's own, such as the rule under a SCIM attribute.
    func member(_ node: Node, _ key: String, as section: ConfigurationKey.Section) -> ConfigurationSection {
        ConfigurationSection(node, section, name: self.path(key), collector: self.collector)
    }

    /// Reports every key that the table does not have here, or not beside the others.
    func refuseUnknownKeys() {
        let known = self.keys.filter(self.allows).map(\.name)
        for member in self.members {
            guard let key = member.key.scalar?.string else {
                self.report(
                    "a key of \(self.name.isEmpty ? "the file" : self.name) must be a text", at: member.key.mark)
                continue
            }
            if known.contains(key) { continue }
            if let renamed = self.keys.first(where: { $0.formerNames.contains(key) }) {
                self.report(
                    "\(self.path(key)) is called \(self.path(renamed.name)) in this version: rename the key",
                    at: member.key.mark)
                continue
            }
            let advice = Self.nearest(key, in: known).map { "; did you mean \($0)?" } ?? ""
            self.report("unknown key \(self.path(key))\(advice)", at: member.key.mark)
        }
    }

    private func allows(_ key: ConfigurationKey) -> Bool {
        guard let condition = key.condition else { return true }
        let other = self.members.first { $0.key.scalar?.string == condition.key }?.value
        let text = other?.null == nil ? other?.scalar?.string : nil
        return (text ?? "").isEmpty ? condition.value == nil : text == condition.value
    }

    /// The key with the names of the sections that it stands in.
    func path(_ key: String) -> String {
        self.name.isEmpty ? key : "\(self.name).\(key)"
    }

    /// The word that begins with this one, such as `password_file` for `password`, or the one at most two typing errors away;
    /// a word that is all errors resembles nothing.
    static func nearest(_ word: String, in words: [String]) -> String? {
        if let longer = words.first(where: { $0.hasPrefix(word + "_") }) { return longer }
        return words.map { ($0, Self.distance(word, $0)) }.filter { $0.1 <= 2 && $0.1 < word.utf8.count }
            .min { $0.1 < $1.1 }?.0
    }

    /// Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in right.indices {
                let replaced = diagonal + (byte == right[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}

extension Error {
    /// What is wrong, in the words of whatever vocabulary found it.
    var reason: String {
        switch self {
        case let error as ConfigurationReason: error.text
        case let error as LDAPError: error.diagnostic
        case let error as SCIMError: error.detail
        case let error as TemplateError: error.reason
        default: "\(self)"
        }
    }
}

/// A reason found by a parser that knows neither file nor line.
struct ConfigurationReason: Error {
    var text: String

    init(_ text: String) {
        self.text = text
    }
}

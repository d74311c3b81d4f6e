import ConfigurationFile

/// What a sketched file says under one key.
struct SketchedValue: Sendable {
    /// What stands there.
    enum Content: Sendable {
        /// A value as YAML writes it behind the key.
        case text(String)
        /// A mapping of further keys.
        case section([String: SketchedValue])
        /// A list of such mappings.
        case sections([[String: SketchedValue]])
        /// Lines of `attributes`, each with what is said of it.
        case lines([(text: String, note: String?)])
    }

    /// What stands there.
    var content: Content
    /// What is said of it, each a sentence or two.
    var notes: [String] = []
    /// Whether it is only offered, as a comment.
    var isProposal = false

    /// A value, with what is said of it.
    static func text(_ text: String, _ notes: [String] = []) -> SketchedValue {
        SketchedValue(content: .text(text), notes: notes)
    }
}

/// Writes a configuration file in the order and with the words of the table of keys: what is not said stands there as a comment.
struct SketchedFile {
    /// The lines so far.
    private(set) var lines: [String] = []

    private static let width = 118

    /// Writes the keys of a section; all of them as comments where it is not used.
    mutating func write(
        _ section: ConfigurationKey.Section, _ values: [String: SketchedValue], depth: Int = 0, isComment: Bool = false
    ) {
        for key in ConfigurationKey.keys(of: section) {
            if depth == 0, !self.lines.isEmpty { self.lines.append("") }
            self.comment([key.summary] + (values[key.name]?.notes ?? []), depth)
            if let value = values[key.name] {
                self.write(key, value, depth, isComment || value.isProposal)
            } else {
                self.writeDefault(key, depth)
            }
        }
    }

    /// Writes sentences as lines of comment.
    mutating func comment(_ texts: [String], _ depth: Int = 0) {
        let indentation = String(repeating: "  ", count: depth)
        for text in texts {
            var line = ""
            for word in text.split(separator: " ") {
                if !line.isEmpty, indentation.count + line.count + word.count + 3 > Self.width {
                    self.lines.append(indentation + YAMLText.comment(line))
                    line = ""
                }
                line += line.isEmpty ? "\(word)" : " \(word)"
            }
            if !line.isEmpty { self.lines.append(indentation + YAMLText.comment(line)) }
        }
    }

    private mutating func write(_ key: ConfigurationKey, _ value: SketchedValue, _ depth: Int, _ isComment: Bool) {
        switch value.content {
        case .text(let text): self.line("\(key.name): \(text)", depth, isComment)
        case .section(let values):
            self.line("\(key.name):", depth, isComment)
            if let nested = key.nestedSection { self.write(nested, values, depth: depth + 1, isComment: isComment) }
        case .sections(let list):
            self.line("\(key.name):", depth, isComment)
            for (number, values) in list.enumerated() {
                if let nested = key.nestedSection { self.writeElement(nested, values, depth + 1, isFirst: number == 0) }
            }
        case .lines(let rules):
            self.line("\(key.name):", depth, isComment)
            for rule in rules {
                let note = rule.note.map { "  " + YAMLText.comment($0) } ?? ""
                self.line(rule.text + note, depth + 1, isComment)
            }
        }
    }

    /// Writes an element of a list; what keys are for is said in the first one alone.
    private mutating func writeElement(
        _ section: ConfigurationKey.Section, _ values: [String: SketchedValue], _ depth: Int, isFirst: Bool
    ) {
        var element = SketchedFile()
        if isFirst {
            element.write(section, values, depth: depth + 1)
        } else {
            for key in ConfigurationKey.keys(of: section) {
                guard let value = values[key.name] else { continue }
                element.comment(value.notes, depth + 1)
                element.write(key, value, depth + 1, value.isProposal)
            }
        }
        let indentation = String(repeating: "  ", count: depth)
        let start = element.lines.firstIndex { $0.hasPrefix(indentation) && !$0.hasPrefix(indentation + "  #") }
        if let start { element.lines[start].replace(indentation + "  ", with: indentation + "- ", maxReplacements: 1) }
        self.lines += element.lines
    }

    /// Writes a key that the file does not use, with what is meant then or how it would be used.
    private mutating func writeDefault(_ key: ConfigurationKey, _ depth: Int) {
        if let value = key.defaultValue { return self.line("\(key.name): \(value)", depth, true) }
        switch key.kind {
        case .section(let nested) where !ConfigurationKey.keys(of: nested).isEmpty && key.condition == nil:
            self.line("\(key.name):", depth, true)
            self.write(nested, [:], depth: depth + 1, isComment: true)
        case .word(let words):
            let others = words.dropFirst().joined(separator: ", ")
            self.line("\(key.name): \(words.first ?? "…")" + (others.isEmpty ? "" : "   # or \(others)"), depth, true)
        case .texts: self.line("\(key.name): [\"…\"]", depth, true)
        case .flag: self.line("\(key.name): true", depth, true)
        case .path: self.line("\(key.name): /…", depth, true)
        case .text, .oneOrMoreTexts, .number, .duration, .distinguishedName:
            self.line("\(key.name): \"…\"", depth, true)
        default: self.line("\(key.name): …", depth, true)
        }
    }

    private mutating func line(_ text: String, _ depth: Int, _ isComment: Bool) {
        self.lines.append((isComment ? "#" : "") + String(repeating: "  ", count: depth) + text)
    }

    /// The whole text.
    var text: String { self.lines.joined(separator: "\n") + "\n" }
}

extension ConfigurationKey {
    /// The mapping that stands under the key.
    fileprivate var nestedSection: Section? {
        switch self.kind {
        case .section(let section), .sections(let section), .oneOrMore(let section): section
        default: nil
        }
    }
}

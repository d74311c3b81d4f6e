import Foundation
import Yams

/// The text of a configuration file as YAML.
struct ConfigurationDocument {
    /// The path of the file, for messages.
    let file: String
    /// The topmost mapping; that of an empty file has no keys.
    let root: Node

    /// Reads a file.
    /// - Throws: ``ConfigurationError`` if it cannot be read, or is no YAML.
    init(contentsOf path: String) throws(ConfigurationError) {
        try self.init(yaml: try Self.text(of: path), file: path)
    }

    /// Reads a text; `file` names it in errors.
    /// - Throws: ``ConfigurationError`` if it is no YAML.
    init(yaml: String, file: String) throws(ConfigurationError) {
        self.file = file
        self.root = try Self.compose(yaml, file: file)
    }

    private static func text(of path: String) throws(ConfigurationError) -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(file: path, reason: "cannot be read; does it exist, and may this user read it?")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: path, reason: "is not UTF-8 text")
        }
        return text
    }

    private static func compose(_ yaml: String, file: String) throws(ConfigurationError) -> Node {
        // A byte order mark says nothing in UTF-8; editors of Windows write one.
        let yaml = yaml.unicodeScalars.first == "\u{FEFF}" ? String(yaml.unicodeScalars.dropFirst()) : yaml
        do {
            return try Yams.compose(yaml: yaml) ?? Node([(Node, Node)]())
        } catch let error as YamlError {
            throw ConfigurationError([Self.tab(in: yaml, file) ?? error.problem(in: file)])
        } catch {
            throw ConfigurationError(file: file, reason: "\(error)")
        }
    }

    /// The first line that is indented with a tab, which is what most files that YAML cannot read have.
    private static func tab(in yaml: String, _ file: String) -> ConfigurationError.Problem? {
        let lines = yaml.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let indentation = line.prefix { $0 == " " || $0 == "\t" }
            guard let tab = indentation.firstIndex(of: "\t") else { continue }
            return .init(
                file: file, line: index + 1, column: line.distance(from: line.startIndex, to: tab) + 1,
                reason: "the line is indented with a tab, which YAML does not allow: use spaces")
        }
        return nil
    }
}

extension YamlError {
    fileprivate func problem(in file: String) -> ConfigurationError.Problem {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .init(file: file, line: mark.line, column: mark.column, reason: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            .init(
                file: file, line: context.mark.line, column: context.mark.column,
                reason: "the keys \(duplicates.joined(separator: ", ")) stand twice in the same mapping"
            )
        default: .init(file: file, reason: "\(self)")
        }
    }
}

import ArgumentParser
import ConfigurationFile
import Foundation

/// `starbridge keys`: the table of keys as JSON, of which starbridge.yaml(5) is made.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Print every key of the configuration file as JSON.", shouldDisplay: false
    )

    func run() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let keys = ConfigurationKey.all.map(KeyRecord.init)
        print(String(decoding: try encoder.encode(keys), as: UTF8.self))
    }
}

/// A key as the manual is told of it.
private struct KeyRecord: Encodable {
    var section: String
    var name: String
    var kind: String
    var words: [String]?
    var minimum: Int?
    var maximum: Int?
    /// The section that stands under the key.
    var nested: String?
    var required: Bool
    var `default`: String?
    /// The other key on which it depends, and the value which that has; without a value the other key is left out.
    var when: String?
    var whenValue: String?
    var formerly: [String]
    var summary: String

    init(_ key: ConfigurationKey) {
        self.section = key.section.rawValue
        self.name = key.name
        self.required = key.isRequired
        self.default = key.defaultValue
        self.when = key.condition?.key
        self.whenValue = key.condition?.value
        self.formerly = key.formerNames
        self.summary = key.summary
        switch key.kind {
        case .text: self.kind = "text"
        case .word(let words): (self.kind, self.words) = ("word", words)
        case .texts: self.kind = "list of texts"
        case .oneOrMoreTexts: self.kind = "text, or a list of them"
        case .flag: (self.kind, self.words) = ("word", ["true", "false"])
        case .number(let range):
            (self.kind, self.minimum, self.maximum) = ("number", range.lowerBound, range.upperBound)
        case .duration: self.kind = "duration"
        case .path: self.kind = "path"
        case .distinguishedName: self.kind = "distinguished name"
        case .section(let section): (self.kind, self.nested) = ("section", section.rawValue)
        case .sections(let section): (self.kind, self.nested) = ("list of sections", section.rawValue)
        case .oneOrMore(let section): (self.kind, self.nested) = ("section, or a list of them", section.rawValue)
        case .textOr(let section): (self.kind, self.nested) = ("text, or a section", section.rawValue)
        }
    }
}

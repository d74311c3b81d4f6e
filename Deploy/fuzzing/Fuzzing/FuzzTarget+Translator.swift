import SCIM
import Translator

extension FuzzTarget {
    static let template = FuzzTarget(
        "template",
        seeds: [
            "{name.givenName} {name.familyName}", "a {{b}} {userName}", #"{emails[type eq "work"].value}"#,
            #"{userName | before:@ | lower | truncate:20}"#, #"{nickName ?? "x" | replace:"a":"b" | join:", "}"#,
        ],
        tokens: [
            "{", "}", "{{", "}}", "{userName}", ".", "[", "]", "|", "??", ":", "\"", "ascii", "keep:a-z", "truncate:0",
        ]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let template = try Template(parsing: text)
            try require(template.description == text, "printed otherwise")
            _ = (template.render(Self.user), template.values(for: Self.user))
        } catch let error as TemplateError {
            try require((0...text.unicodeScalars.count).contains(error.offset) && !error.reason.isEmpty, "\(error)")
        }
    }

    /// The expression, a line feed, and what it is tried on.
    static let pattern = FuzzTarget(
        "pattern", seeds: ["^[^:/ ]+$\nabc", "(a|b*)*c{2,3}\naaaaaaaaaaaaaaaaab", #"\d+\.\w?[\s-z]"# + "\n1.a z"],
        tokens: ["(", ")", "[", "]", "*", "+", "?", "{1,9}", "{999}", "|", "^", "$", "\\d", "\\", "(a*)*", "\n", "é"]
    ) { bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        do {
            let pattern = try Pattern(parsing: lines.first.map { String($0) } ?? "")
            let text = lines.count > 1 ? String(lines[1]) : ""
            _ = pattern.matches(text) || pattern.matches(String(repeating: "a", count: 500))
        } catch let error as SCIMError {
            try require(error.type == .invalidValue && !error.detail.isEmpty, "\(error)")
        }
    }
}

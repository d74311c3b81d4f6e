import Foundation
import LDAP
import SCIM

extension RehearsalReport {
    /// How many names of one kind the text has.
    private static let shown = 20

    /// The changes as LDIF, followed by what they come to as comments, so that the whole is a file for `ldapmodify`.
    public var text: String {
        let records = self.changes.map { Self.comment(on: $0) + $0.ldif() + "\n" }.joined()
        return records + self.summary.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    }

    /// The name of an entry that LDIF has in base64, as somebody can read it.
    private static func comment(on change: Change) -> String {
        change.target.description.utf8.allSatisfy { $0 < 0x80 } ? "" : "# \(Self.line(change.target.description))\n"
    }

    /// The report without the LDIF, line by line.
    public var summary: [String] {
        if self.changes.isEmpty { return ["Nothing would be changed."] }
        var lines = self.counts
        for effect in [Effect.disabled, .deleted, .hidden, .renamed] {
            lines += Self.list("People who would be \(effect.words)", self.people[effect] ?? [])
        }
        lines += Self.list("New people beside somebody who may be the same", self.duplicates)
        lines += Self.list("Groups that would be deleted", self.groups[.deleted] ?? [])
        lines += ["", self.isAlarming ? "Look at these before you go live." : "Nothing in it is alarming."]
        return lines
    }

    private var counts: [String] {
        var lines = ["Of \(self.peopleBefore) people:"]
        lines += Self.counts(self.people)
        if !self.duplicates.isEmpty {
            lines.append("  \(self.countOfDuplicates) of the created beside somebody who may be the same")
        }
        let groups = Self.counts(self.groups)
        if !groups.isEmpty || self.members != (0, 0) {
            lines += ["Groups:"] + groups
            lines.append("  \(self.members.added) members more, \(self.members.removed) members less")
        }
        if self.others > 0 { lines.append("\(self.others) other entries changed.") }
        return lines + self.attributeLines
    }

    /// How many of the new people are beside somebody; each may be beside several.
    private var countOfDuplicates: Int { Set(self.duplicates.map(\.name)).count }

    private static func counts(_ items: [Effect: [Item]]) -> [String] {
        Effect.allCases.compactMap { effect in
            items[effect].map { "  \($0.count) \(effect.words)" }
        }
    }

    private var attributeLines: [String] {
        let lines = self.sortedAttributes.map { name, count in
            let cleared = count.cleared == 0 ? "" : ", cleared in \(count.cleared)"
            return "  \(name) changed in \(count.changed)\(cleared)"
        }
        return lines.isEmpty ? [] : ["Attributes of people who were there:"] + lines
    }

    private var sortedAttributes: [(AttributeDescription, (changed: Int, cleared: Int))] {
        self.attributes.map { ($0.key, $0.value) }.sorted { $0.0.description < $1.0.description }
    }

    private static func list(_ title: String, _ items: [Item]) -> [String] {
        if items.isEmpty { return [] }
        let names = items.prefix(Self.shown).map { "  " + self.line($0) }
        let more = items.count - names.count
        return ["", "\(title):"] + names + (more > 0 ? ["  … and \(more) more; --json has all of them."] : [])
    }

    private static func line(_ item: Item) -> String {
        self.line([item.name.description, item.note].compactMap(\.self).joined(separator: ", "))
    }

    /// Nothing in a text ends the comment that it stands in.
    private static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

    /// The report as one JSON object on one line.
    public var json: String {
        let counts: (([Effect: [Item]]) -> Value) = { items in
            var object = Object()
            for effect in Effect.allCases { object[effect.rawValue] = .integer(Int64(items[effect]?.count ?? 0)) }
            return .object(object)
        }
        let names: ([Item]?) -> Value = { items in .array((items ?? []).map(\.value)) }
        var attributes = Object()
        for (name, count) in self.sortedAttributes {
            let numbers: Object = [
                "changed": .integer(Int64(count.changed)), "cleared": .integer(Int64(count.cleared)),
            ]
            attributes[name.description] = .object(numbers)
        }
        let members: Object = [
            "added": .integer(Int64(self.members.added)), "removed": .integer(Int64(self.members.removed)),
        ]
        let object: Object = [
            "alarming": .boolean(self.isAlarming), "people_before": .integer(Int64(self.peopleBefore)),
            "people": counts(self.people), "groups": counts(self.groups), "members": .object(members),
            "others": .integer(Int64(self.others)), "attributes": .object(attributes),
            "disabled": names(self.people[.disabled]), "deleted": names(self.people[.deleted]),
            "hidden": names(self.people[.hidden]), "renamed": names(self.people[.renamed]),
            "likely_duplicates": names(self.duplicates), "deleted_groups": names(self.groups[.deleted]),
            "ldif": .string(self.changes.map { $0.ldif() }.joined(separator: "\n")),
        ]
        return String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self)
    }
}

extension RehearsalReport.Effect {
    /// As it follows `would be`.
    fileprivate var words: String {
        switch self {
        case .created, .revived, .enabled, .disabled, .renamed, .changed: self.rawValue
        case .deleted: "deleted, or moved to the trash"
        case .hidden: "outside the base or the filter"
        }
    }
}

extension RehearsalReport.Item {
    fileprivate var value: Value {
        var object: Object = ["dn": .string(self.name.description)]
        if let note { object["note"] = .string(note) }
        return .object(object)
    }
}

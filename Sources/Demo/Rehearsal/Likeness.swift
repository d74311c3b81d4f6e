import LDAP
import SCIM
import Translator

/// By what two entries may be the same person: an address, a name, a number.
struct Likeness: Sendable {
    /// One thing that both have.
    struct Trait: Hashable, Sendable {
        /// What it is, in a word for a person.
        var kind: String
        /// The value, without regard to case and blanks.
        var value: String
    }

    private let mails: [AttributeDescription]
    private let names: [AttributeDescription]
    private let given: AttributeDescription?
    private let family: AttributeDescription?
    private let numbers: [AttributeDescription]

    /// What a mapping shows of people.
    init(of mapping: Mapping) {
        func attributes(_ isWanted: (AttributePath) -> Bool) -> [AttributeDescription] {
            mapping.rules.filter { isWanted($0.path) }.map(\.attribute)
        }
        func named(_ words: String...) -> [AttributeDescription] {
            attributes { path in words.contains { path.description.lowercased().hasSuffix($0) } }
        }
        self.mails = attributes { $0.description.lowercased().hasPrefix("emails") } + ["mail"]
        self.names = named("displayname", "name.formatted")
        self.given = named("name.givenname").first
        self.family = named("name.familyname").first
        self.numbers = named(":employeenumber")
    }

    /// What an entry can be known by.
    func traits(of entry: Entry) -> Set<Trait> {
        func traits(_ kind: String, _ attributes: [AttributeDescription]) -> [Trait] {
            attributes.flatMap { entry[$0] }.compactMap(\.text).map { Trait(kind: kind, value: Self.folded($0)) }
        }
        var found = traits("mail", self.mails) + traits("name", self.names) + traits("employee number", self.numbers)
        if let given = self.given.flatMap({ entry[$0].first?.text }),
            let family = self.family.flatMap({ entry[$0].first?.text })
        {
            found.append(Trait(kind: "name", value: Self.folded("\(given) \(family)")))
        }
        return Set(found.filter { !$0.value.isEmpty })
    }

    /// Without regard to case and blanks: ` Ada  LOVELACE` → `ada lovelace`.
    private static func folded(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// A new person beside somebody who was there already.
struct LikelyDuplicate: Hashable, Sendable {
    /// The new entry.
    var new: DistinguishedName
    /// The one that was there.
    var existing: DistinguishedName
    /// What both have.
    var traits: [Likeness.Trait]
}

import Encodings
import LDAP
import SCIM
import Translator

/// One way in which a person of a sample may be told to be somebody in the directory: some columns, and the attributes that may hold
/// their values.
struct MatchingWay: Sendable {
    /// The columns; `userPrincipalName@` stands for what is before the sign.
    var columns: [String]
    /// The attributes, those that the server knows and can compare.
    var attributes: [AttributeDescription]
    /// Whether others may have the same value, as with names of people.
    var isWeak = false

    /// The values of a person.
    func values(of person: PeopleSample.Person) -> [String] {
        self.columns.compactMap { column in
            guard column.hasSuffix("@") else { return person[column] }
            guard let name = person[String(column.dropLast())]?.split(separator: "@").first else { return nil }
            return String(name)
        }.uniqued()
    }

    /// The condition that an entry is the person; nil where the person has no value.
    func filter(for person: PeopleSample.Person) -> LDAP.Filter? {
        let values = self.values(of: person)
        if values.isEmpty { return nil }
        return .or(self.attributes.flatMap { attribute in values.map { .equal(attribute, AttributeValue($0)) } })
    }

    /// Whether an entry seems to be the person, by the rules of the schema: a hint.
    func fits(_ entry: Entry, _ person: PeopleSample.Person, _ schema: LDAP.Schema) -> Bool {
        let values = self.values(of: person).map { AttributeValue($0) }
        return self.attributes.contains { attribute in
            guard let rule = schema.equality(of: attribute) else { return false }
            return entry[attribute].contains { held in values.contains { rule.equal($0, held) } }
        }
    }
}

extension MatchingWay {
    /// How Entra looks for people by default: by the user name.
    static func byUserName(_ sample: PeopleSample, _ bound: BoundMapping) -> MatchingWay? {
        let attribute = bound.mapping.rules.first { $0.path == .userName }?.attribute
        return attribute.map { MatchingWay(columns: [sample.userNameColumn], attributes: [$0]) }
    }

    /// How it looks for those whom it has linked already; nil where that is not mapped.
    static func byExternalID(_ bound: BoundMapping) -> MatchingWay? {
        let attribute = bound.mapping.rules.first { $0.path == .externalId }?.attribute
        guard let attribute, bound.schema.equality(of: attribute) != nil else { return nil }
        return MatchingWay(columns: ["externalId", "objectId", "id", "mailNickname"], attributes: [attribute])
    }

    /// By what else somebody may be known, the surest first.
    static func others(_ bound: BoundMapping) -> [MatchingWay] {
        let userName = bound.mapping.rules.first { $0.path == .userName }?.attribute
        func way(_ columns: [String], _ attributes: [AttributeDescription], isWeak: Bool = false) -> MatchingWay? {
            let known = attributes.filter { bound.schema.equality(of: $0) != nil }.map { attribute in
                bound.schema.attributeType(attribute).map { AttributeDescription($0.name) } ?? attribute
            }.uniqued()
            return known.isEmpty ? nil : MatchingWay(columns: columns, attributes: known, isWeak: isWeak)
        }
        let own = userName.map { [$0] } ?? []
        return [
            way(["userPrincipalName", "mail"], ["userPrincipalName", "mail", "mailAlternateAddress"] + own),
            way(["mailNickname", "userPrincipalName@", "mail@"], ["uid", "sAMAccountName", "mailNickname"] + own),
            way(["employeeId"], ["employeeNumber", "employeeID", "uid"] + own),
            way(["displayName"], ["displayName", "cn"], isWeak: true),
        ].compactMap(\.self)
    }
}

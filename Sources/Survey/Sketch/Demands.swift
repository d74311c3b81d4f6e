import LDAP
import SCIM
import Translator

/// How what object classes demand can be filled from what clients send.
struct Demands {
    let schema: LDAP.Schema

    /// A SCIM attribute for an LDAP attribute, and what a new entry gets without it; nil where the client must send it.
    struct Filling {
        let path: AttributePath
        let defaultValue: String?
        /// Whether that it fits is no more than likely from its name.
        var isGuess = false
    }

    private static let known: [(attribute: AttributeDescription, path: String, defaultValue: String?)] = [
        ("uid", "nickName", "{userName}"), ("sn", "name.familyName", "{userName}"),
        ("givenName", "name.givenName", "{userName}"), ("cn", "name.formatted", "{displayName}"),
        ("displayName", "displayName", "{userName}"), ("sAMAccountName", "nickName", "{userName}"),
        ("mail", #"emails[type eq "work"].value"#, nil),
    ]
    /// Words in the names of attributes of somebody's own, and what they are likely to mean.
    private static let guesses: [(words: [String], path: String)] = [
        (["number", "badge", "staffid", "personnel"], "\(Self.enterprise)employeeNumber"),
        (["cost"], "\(Self.enterprise)costCenter"), (["depart"], "\(Self.enterprise)department"),
        (["division", "site", "location"], "\(Self.enterprise)division"),
        (["type", "category", "status", "kind"], "userType"), (["login", "alias", "nick"], "nickName"),
    ]
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"
    private static let textSyntaxes: Set = [
        "1.3.6.1.4.1.1466.115.121.1.15", "1.3.6.1.4.1.1466.115.121.1.26", "1.3.6.1.4.1.1466.115.121.1.44", "",
    ]

    /// Whether what fills an attribute is known, and not guessed.
    func isCertain(_ attribute: AttributeDescription) -> Bool {
        self.filling(of: attribute).map { !$0.isGuess } ?? false
    }

    /// How an attribute is filled; nil where nothing that clients send can be meant.
    func filling(of attribute: AttributeDescription) -> Filling? {
        if let known = Self.known.first(where: { self.schema.areSame($0.attribute, attribute) }) {
            return AttributePath(known: known.path).map { Filling(path: $0, defaultValue: known.defaultValue) }
        }
        if let line = AttributeCandidates.lines.first(where: { line in
            line.attributes.contains { self.schema.areSame($0, attribute) }
        }) {
            return Filling(path: line.path, defaultValue: nil)
        }
        guard let type = self.schema.attributeType(attribute), Self.textSyntaxes.contains(type.syntax) else {
            return nil
        }
        let name = attribute.name.lowercased()
        let guess = Self.guesses.first { $0.words.contains { name.contains($0) } }
        return guess.flatMap { AttributePath(known: $0.path) }.map {
            Filling(path: $0, defaultValue: nil, isGuess: true)
        }
    }

    /// What the classes demand, object classes aside.
    func attributes(of classes: [String]) -> [AttributeDescription] {
        self.schema.required(by: classes).map(self.schema.firstName).filter { $0 != .objectClass }
    }

    /// What the classes demand and nothing fills: `posixAccount` → `uidNumber`, `gidNumber`, `homeDirectory`.
    func unfilled(by classes: [String]) -> [AttributeDescription] {
        self.attributes(of: classes).filter { self.filling(of: $0) == nil }
    }

    /// Whether new entries cannot be given a class.
    func isUnfit(_ type: ObjectClass) -> Bool { !self.unfilled(by: [type.name]).isEmpty }
}

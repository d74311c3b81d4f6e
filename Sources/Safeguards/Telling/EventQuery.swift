import Directories
import Encodings
public import LDAP
import Translator

/// Which events of a journal somebody wants to see.
public struct EventQuery: Sendable {
    /// Whose entry was changed, or came into a group or left it: a name, an id, or the name of the entry.
    public var user: String?
    /// What the event means, such as `disable`; `membership` stands for any number of members.
    public var effect: String?
    /// The attribute of which it changed values.
    public var attribute: AttributeDescription?
    /// The name of the token.
    public var token: String?
    /// The id of the call, of the client's own for it, or of the event.
    public var request: String?

    /// A query for all events.
    public init() {}

    /// Whether an event is wanted.
    public func admits(_ event: JournalEvent) -> Bool {
        if let token, event.origin.principal != token { return false }
        if let effect, event.effect.word != effect.lowercased() { return false }
        if let request, !event.ids.contains(request) { return false }
        if let attribute, !event.steps.contains(where: { $0.attributes.contains(attribute) }) { return false }
        return self.user.map { UserQuery($0).admits(event) } ?? true
    }
}

/// Who is meant by a text that may be a name, an id or the name of an entry.
private struct UserQuery {
    private let text: String
    private let name: DistinguishedName?
    /// The forms in which directories keep the id.
    private let ids: [AttributeValue]

    /// The attributes that hold what people are called by.
    private static let names: Set<AttributeDescription> = [
        "uid", "cn", "mail", "sAMAccountName", "userPrincipalName", "displayName",
    ]

    init(_ text: String) {
        self.text = text
        self.name = text.contains("=") ? try? DistinguishedName(parsing: text) : nil
        self.ids = Dialect.all.compactMap { dialect in
            if case .equal(_, let value)? = dialect.idFilter(text) { value } else { nil }
        }.uniqued()
    }

    func admits(_ event: JournalEvent) -> Bool {
        event.origin.path.hasSuffix("/\(self.text)") || event.steps.contains(where: self.admits)
    }

    private func admits(_ step: JournalEvent.Step) -> Bool {
        if let id = step.id, self.ids.contains(where: { self.isSame($0, id.value) }) { return true }
        let names = [step.target, step.change?.resultingName].compactMap(\.self)
        return names.contains(where: self.names) || self.isNamed(in: step.change) || self.isNamed(in: step.inverse)
    }

    private func isSame(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        left == right || left.text?.lowercased() == right.text?.lowercased() && left.text != nil
    }

    private func names(_ other: DistinguishedName) -> Bool {
        if let name { return name == other }
        return other.leaf?.assertions.contains { $0.value.text?.equalsIgnoringASCIICase(self.text) ?? false } ?? false
    }

    private func isNamed(in change: Change?) -> Bool {
        switch change {
        case .add(let entry)?:
            entry.attributes.contains { self.isNamed(in: $0.values, of: $0.description) }
        case .modify(_, let modifications)?:
            modifications.contains { self.isNamed(in: $0.values, of: $0.attribute) }
        case .rename?, .delete?, nil: false
        }
    }

    /// Whether values call somebody so, or name their entry, as those of a group's members do.
    private func isNamed(in values: Attribute.Values, of attribute: AttributeDescription) -> Bool {
        let callsPeople = Self.names.contains(attribute)
        return values.contains { value in
            guard let text = value.text else { return false }
            if callsPeople || attribute == "memberUid", text.equalsIgnoringASCIICase(self.text) { return true }
            return text.contains("=") && !callsPeople && self.names(DistinguishedName(server: text))
        }
    }
}

extension JournalEvent {
    /// All ids by which it may be looked for.
    fileprivate var ids: [String] { [self.id.text, self.origin.requestID] + self.origin.clientIDs }
}

extension JournalEvent.Step {
    /// The attributes that it is about, secrets too.
    var attributes: [AttributeDescription] {
        let own: [AttributeDescription] =
            switch self.change {
            case .add(let entry)?: entry.attributes.map(\.description)
            case .modify(_, let modifications)?: modifications.map(\.attribute)
            case .rename(_, to: let leaf, deleteOld: _, superior: _)?: leaf.assertions.map(\.type)
            case .delete?, nil: []
            }
        return (own + self.secrets).uniqued()
    }
}

extension Plan.Effect {
    /// The effect without numbers.
    var word: String { if case .membership = self { "membership" } else { self.description } }
}

import Encodings
import LDAP

/// What a change does to one attribute, as two lists of values side by side.
///
/// Values that stay are in neither, unless the change writes them too.
struct AttributeComparison: Equatable {
    /// The name of the attribute; `dn` where the entry gets another name.
    var attribute: String
    /// The values that go, as far as they were known.
    var before: [String]
    /// The values that come.
    var after: [String]
    /// Whether values were written that are secret, and not kept.
    var isSecret = false
}

extension AttributeComparison {
    /// What a step of an event does, attribute by attribute.
    static func of(
        _ change: Change?, undoneBy inverse: Change?, secrets: [AttributeDescription]
    ) -> [AttributeComparison] {
        var rows: [AttributeComparison] =
            switch change {
            case .add(let entry)?: entry.attributes.map { .init($0, before: [], after: Array($0.values)) }
            case .delete?: Self.removed(inverse)
            case .rename(let name, _, _, _)?: Self.renamed(name, change?.resultingName)
            case .modify(_, let modifications)?: Self.modified(modifications, Self.modifications(of: inverse))
            case nil: []
            }
        rows += secrets.map {
            AttributeComparison(attribute: $0.description, before: [], after: [], isSecret: true)
        }
        return rows
    }

    private init(_ attribute: Attribute, before: [AttributeValue], after: [AttributeValue]) {
        self.init(
            attribute: attribute.description.description, before: before.map(Self.text), after: after.map(Self.text))
    }

    private static func removed(_ inverse: Change?) -> [AttributeComparison] {
        guard case .add(let entry)? = inverse else { return [] }
        return entry.attributes.map { .init($0, before: Array($0.values), after: []) }
    }

    private static func renamed(
        _ old: DistinguishedName, _ new: DistinguishedName?
    ) -> [AttributeComparison] {
        [.init(attribute: "dn", before: [old.description], after: [new?.description ?? ""])]
    }

    private static func modifications(of change: Change?) -> [Modification] {
        if case .modify(_, let modifications)? = change { modifications } else { [] }
    }

    /// What comes is in the change, what goes in that which takes it back; of an attribute that nothing takes back, in the change alone.
    private static func modified(_ modifications: [Modification], _ inverse: [Modification]) -> [AttributeComparison] {
        modifications.map(\.attribute).uniqued().map { attribute in
            let own = modifications.filter { $0.attribute == attribute }
            let back = inverse.filter { $0.attribute == attribute }
            return AttributeComparison(
                attribute: attribute.description, before: (back.isEmpty ? own.gone : back.come).map(Self.text),
                after: own.come.map(Self.text))
        }
    }

    /// A value as people read it: `<24 bytes>` for what is no text.
    private static func text(_ value: AttributeValue) -> String {
        guard let text = value.text, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" })
        else { return "<\(value.bytes.count) bytes>" }
        return text
    }
}

extension [Modification] {
    /// The values that are written.
    fileprivate var come: [AttributeValue] {
        self.filter { $0.operation != .delete }.reduce(into: []) { $0 += $1.values }
    }

    /// The values that are taken away by name.
    fileprivate var gone: [AttributeValue] {
        self.filter { $0.operation == .delete }.reduce(into: []) { $0 += $1.values }
    }
}

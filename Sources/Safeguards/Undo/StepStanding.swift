import LDAP

/// What an entry shows today of one modify operation, attribute by attribute, and what takes back the part that still stands.
struct StepStanding {
    /// The modifications of which the values still stand.
    private(set) var written: [Modification] = []
    /// What takes those back.
    private(set) var wayBack: [Modification] = []
    /// The names that cannot be judged, since no entry has them any more.
    private(set) var unsure: [DistinguishedName] = []
    /// The attributes that somebody has changed since.
    private(set) var changed: [AttributeDescription] = []

    /// Whether the entry holds nothing of the operation any more.
    var isTakenBack: Bool { self.wayBack.isEmpty && self.changed.isEmpty }

    /// How the values of an attribute are judged.
    enum Manner {
        /// They belong together: all of them still stand, or somebody has changed them.
        case together
        /// Each by itself, such as members: those that still stand are taken back.
        case oneByOne
    }

    /// Looks at what some modifications, with those that take them back, have left in an entry.
    ///
    /// `names` are the present names of entries that had others when it was written, and `gone` are those of which nobody knows who had
    /// them.
    init(
        of modifications: [Modification], back: [Modification], in entry: Entry, _ schema: Schema,
        names: [DistinguishedName: DistinguishedName] = [:], gone: Set<DistinguishedName> = [],
        manner: (AttributeDescription) -> Manner
    ) {
        var attributes: [AttributeDescription] = []
        for modification in modifications where !attributes.contains(modification.attribute) {
            attributes.append(modification.attribute)
        }
        for attribute in attributes {
            let own = modifications.filter { $0.attribute == attribute }
            let after = AttributeTrace(of: attribute, after: own, schema)
            switch manner(attribute) {
            case .oneByOne where !after.isWhole: self.judge(after, of: attribute, in: entry, names, gone, schema)
            default:
                let returning = back.filter { $0.attribute == attribute }
                let before = AttributeTrace(of: attribute, after: returning, schema)
                self.judge(after, before, own, returning, of: attribute, in: entry)
            }
        }
    }

    private mutating func judge(
        _ after: AttributeTrace, _ before: AttributeTrace, _ own: [Modification], _ returning: [Modification],
        of attribute: AttributeDescription, in entry: Entry
    ) {
        let values = entry[attribute]
        let (stands, isBack) = (after.holds(in: values), before.holds(in: values))
        // Both are so where only the spelling has changed.
        if isBack, !stands || before.holdsExactly(in: values) { return }
        guard stands else { return self.changed.append(attribute) }
        self.written += own
        self.wayBack += returning
    }

    private mutating func judge(
        _ after: AttributeTrace, of attribute: AttributeDescription, in entry: Entry,
        _ names: [DistinguishedName: DistinguishedName], _ lost: Set<DistinguishedName>, _ schema: Schema
    ) {
        func isLost(_ value: AttributeValue) -> Bool {
            value.text.map { lost.contains(DistinguishedName(server: $0)) } ?? false
        }
        func present(_ value: AttributeValue) -> AttributeValue {
            guard schema.holdsNames(attribute), let name = value.text.map({ DistinguishedName(server: $0) }),
                let now = names[name]
            else { return value }
            return AttributeValue(now.description)
        }
        let values = entry[attribute]
        let gone = after.present.map(present).filter { after.isHeld($0, in: values) }
        let back = after.absent.map(present).filter { !after.isHeld($0, in: values) && !isLost($0) }
        self.unsure += (after.present + after.absent).filter(isLost).compactMap(\.text)
            .map { DistinguishedName(server: $0) }
        self.written.exchange(attribute, back, for: gone)
        self.wayBack.exchange(attribute, gone, for: back)
    }
}

extension [Modification] {
    /// Deletes first: what is added may be equal, to the server, to what goes.
    fileprivate mutating func exchange(
        _ attribute: AttributeDescription, _ removed: [AttributeValue], for added: [AttributeValue]
    ) {
        if !removed.isEmpty { self.append(Modification(.delete, attribute, removed)) }
        if !added.isEmpty { self.append(Modification(.add, attribute, added)) }
    }
}

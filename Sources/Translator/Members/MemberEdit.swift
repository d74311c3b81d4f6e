import LDAP
import SCIM

/// What a call wishes of the values of one attribute that an update does not read, such as the members of a group.
///
/// How it is written depends on how much is known of the values:
///
/// | known | blind | named | all |
/// |---|---|---|---|
/// | asked before | is the placeholder there | and the values of the refused plan | all values |
/// | added | what is named | of that what is not there | of that what is not there |
/// | removed | what is named | of that what is there | of that what is there, or what a replacement does not name |
/// | placeholder | goes if a value comes | goes if a value comes | and comes if the last value goes |
/// | demanded | that anything changes | nothing | the version that was read |
/// | next, if a value was there already, or not there | named | named, after a pause | named |
/// | next, if the entry would lack a value | all | all | refused |
///
/// The last two rows are ``Knowledge/needed(after:)``.
public struct MemberEdit: Sendable {
    let planner: Planner
    let binding: Binding
    /// What the edits of the call do to the attribute, in their order.
    let actions: [SCIM.Edit.Action]

    /// The most values that are looked for one by one; with more, reading all of them is cheaper.
    private static let fewValues = 20
    /// The most values that one request asks for.
    private static let manyValues = 1000

    private var attribute: AttributeDescription { self.binding.rule.attribute }
    private var interims: InterimNames { self.planner.interims }
    private var key: AttributeDescription? { self.binding.rule.referenceKey }
    private var usesInterims: Bool { self.interims.areInUse(by: self.key) }
}

extension Planner {
    /// Returns what a revision wishes of attributes that are not read: one edit for each attribute.
    public func memberEdits(of revision: SCIM.Revision) -> [MemberEdit] {
        if revision.edits.isEmpty { return [] }
        return self.bindings.compactMap { binding in
            if binding.rule.isLoaded { return nil }
            let actions = revision.edits.filter { $0.path == binding.rule.path }.map(\.action)
            return actions.isEmpty ? nil : MemberEdit(planner: self, binding: binding, actions: actions)
        }
    }
}

extension [MemberEdit] {
    /// Returns how much must be known to plan the edits, and never less than `least`.
    public func knowledge(atLeast least: Knowledge) -> Knowledge {
        self.reduce(least) { Swift.max($0, $1.leastKnowledge) }
    }
}

// MARK: - What is asked

extension MemberEdit {
    /// A question about the values of an attribute.
    public struct Question: Hashable, Sendable {
        /// The attribute.
        public var attribute: LDAP.AttributeDescription
        /// The value that may be there; nil asks for all values.
        public var value: LDAP.AttributeValue?
    }

    /// The least that must be known: all values where the edits replace them.
    var leastKnowledge: Knowledge {
        let needsAll = self.actions.contains {
            switch $0 {
            case .clear, .replace: true
            case .add: false
            // Each of them may also be there under an interim name, and requests have a limit.
            case .remove(let values): self.usesInterims && values.count > Self.manyValues
            }
        }
        return needsAll ? .all : .blind
    }

    /// The ids of the entries that are no longer to be named.
    public var removedIDs: [ResourceID] {
        guard self.binding.rule.isReference else { return [] }
        return self.actions.flatMap { action -> [ResourceID] in
            guard case .remove(let values) = action else { return [] }
            return values.compactMap(\.single?.string).map(ResourceID.init)
        }
    }

    /// Returns what the directory is to be asked before the edit is planned.
    ///
    /// `refused` is the plan that failed because some of its values were there already, or were not there.
    public func questions(
        about entry: LDAP.Entry, knowing knowledge: Knowledge, after refused: Plan?
    ) -> [Question] {
        if knowledge == .all { return [Question(attribute: self.attribute)] }
        var values = self.demandedPlaceholder(in: entry).map { [$0] } ?? []
        if knowledge == .named, let refused {
            values += refused.singleValues(of: self.attribute).without(values)
            if self.usesInterims {
                values += self.removedIDs.map { self.interims.value(of: $0, by: self.key) }.without(values)
            }
        }
        if values.count > Self.fewValues { return [Question(attribute: self.attribute)] }
        return values.map { Question(attribute: self.attribute, value: $0) }
    }

    /// Returns the names in the entry that must be resolved into ids before the edit is planned.
    ///
    /// A replacement removes only names that are shown. Other edits need to know which names are those that come or go, in
    /// another spelling.
    public func namesToResolve(in entry: LDAP.Entry, _ references: References) -> [ReferenceName] {
        guard self.binding.rule.isReference else { return [] }
        let isReplaced = self.leastKnowledge == .all
        return entry[self.attribute].filter { $0 != self.binding.rule.placeholder }
            .compactMap { ReferenceName($0, by: self.key) }
            .filter { (isReplaced || $0.mayBeSpelledOtherwise) && references.id(of: $0) == nil }
    }

    /// What stands for no value; nil where the entry may be without any.
    private func demandedPlaceholder(in entry: Entry) -> AttributeValue? {
        guard let placeholder = self.binding.rule.placeholder, self.planner.demands(self.attribute, of: entry) else {
            return nil
        }
        return placeholder
    }
}

// MARK: - What is changed and demanded

extension MemberEdit {
    /// Plans the edit for an entry, of which `knowledge` says how much was read.
    ///
    /// - Throws: `invalidValue` for an id that is not known, and where nothing would be left of what the directory demands.
    func change(
        of entry: Entry, knowing knowledge: Knowledge, _ references: References
    ) throws(SCIMError) -> MemberChange {
        let wishes = try self.wishes(references)
        var change = self.known(wishes, in: entry, knowledge, references)
        let present = entry[self.attribute]
        if !change.added.isEmpty, let placeholder = self.binding.rule.placeholder {
            let key = self.form(placeholder, references)
            if present.contains(where: { self.form($0, references) == key }) { change.vacated = [placeholder] }
        }
        let isEmptied = change.added.isEmpty && !change.removed.isEmpty && change.removed.count == present.count
        if knowledge == .all, isEmptied, self.planner.demands(self.attribute, of: entry) {
            change.filled = [try self.placeholder()]
        }
        self.demand(in: &change, of: entry, wishes, knowledge, references)
        return change
    }

    /// The wished change without the values that are known to be there, or to be gone, already.
    private func known(
        _ wishes: MemberChange, in entry: Entry, _ knowledge: Knowledge, _ references: References
    ) -> MemberChange {
        if knowledge == .blind, !wishes.isReplaced { return wishes }
        var change = wishes
        let present = entry[self.attribute].map { (value: $0, key: self.form($0, references)) }
        let held = Set(present.map(\.key))
        change.added.removeAll { held.contains(self.form($0, references)) }
        let unwanted = Set((wishes.isReplaced ? wishes.added : wishes.removed).map { self.form($0, references) })
        change.removed = present.filter { value, key in
            wishes.isReplaced ? !unwanted.contains(key) && self.isShown(value, references) : unwanted.contains(key)
        }.map(\.value)
        return change
    }

    /// Whether a replacement removes a value that it does not name: one that is shown, or names an entry that is away.
    private func isShown(_ value: AttributeValue, _ references: References) -> Bool {
        value != self.binding.rule.placeholder
            && (self.binding.conversion.value(of: value, references: references) != nil
                || self.planner.isAway(value, of: self.binding, references))
    }

    /// Adds the conditions under which the change may be written.
    private func demand(
        in change: inout MemberChange, of entry: Entry, _ wishes: MemberChange, _ knowledge: Knowledge,
        _ references: References
    ) {
        if knowledge == .blind, !wishes.isReplaced {
            change.signs = change.added.map { .not(.equal(self.attribute, $0)) }
            change.signs += change.removed.map { .equal(self.attribute, $0) }
        }
        // Only of the version that was read is it known which value is the last one, and whose name is under way.
        let isAnyUnderWay = change.removed.contains { self.interims.id(in: $0, by: self.key) != nil }
        change.dependsOnVersion = wishes.isReplaced || knowledge == .all || isAnyUnderWay
        if !change.dependsOnVersion {
            change.conditions = self.interimValues(of: wishes.removed, references).map {
                .not(.equal(self.attribute, $0))
            }
        }
        if !change.added.isEmpty, change.vacated.isEmpty, let placeholder = self.demandedPlaceholder(in: entry) {
            change.conditions.append(.not(.equal(self.attribute, placeholder)))
        }
    }

    /// The interim names of the entries that some values name.
    private func interimValues(of values: [AttributeValue], _ references: References) -> [AttributeValue] {
        guard self.binding.rule.isReference, self.usesInterims else { return [] }
        return values.compactMap {
            self.planner.id(named: $0, by: self.key, references).map { self.interims.value(of: $0, by: self.key) }
        }
    }

    private func form(_ value: AttributeValue, _ references: References) -> AttributeValue {
        self.planner.key(value, of: self.binding, references)
    }

    /// - Throws: `invalidValue` where the mapping names no placeholder.
    private func placeholder() throws(SCIMError) -> AttributeValue {
        if let placeholder = self.binding.rule.placeholder { return placeholder }
        throw .invalidValue(
            "\(self.binding.rule.path) cannot be empty: the directory demands at least one \(self.attribute) of this entry."
        )
    }
}

// MARK: - What is wished

extension MemberEdit {
    /// Which values all actions together wish to be there, and which not, in the order in which they were first named; of several
    /// wishes for one value the last holds.
    ///
    /// `add a, remove a → removed: [a]`, `add a, clear, add b → isReplaced, added: [b]`
    ///
    /// Entra: members are also removed after their entries are gone. Nobody has such a member any more, unless the entry is in
    /// the trash, from where it may come back.
    private func wishes(_ references: References) throws(SCIMError) -> MemberChange {
        var isReplaced = false
        var order: [AttributeValue] = []
        var wishes: [AttributeValue: (value: AttributeValue, isPresent: Bool)] = [:]
        func wish(_ value: AttributeValue, isPresent: Bool) {
            let key = self.form(value, references)
            if wishes.updateValue((value, isPresent), forKey: key) == nil { order.append(key) }
        }
        for action in self.actions {
            var values = action.values
            var isPresent = true
            switch action {
            case .add: break
            case .clear, .replace: (isReplaced, order, wishes) = (true, [], [:])
            case .remove:
                isPresent = false
                for value in self.trashedValues(of: values, references) { wish(value, isPresent: false) }
                values.removeAll {
                    self.binding.conversion.attributeValue(of: $0.single ?? .null, references: references) == nil
                }
            }
            for value in try self.binding.encode(self.binding.fit(values, references), references) {
                wish(value, isPresent: isPresent)
            }
        }
        let ordered = order.compactMap { wishes[$0] }
        return MemberChange(
            attribute: self.attribute, isReplaced: isReplaced,
            removed: ordered.filter { !$0.isPresent }.map(\.value), added: ordered.filter(\.isPresent).map(\.value))
    }

    /// The values by which entries in the trash may be named: their names there, and their interim names.
    private func trashedValues(of values: [SCIM.Value], _ references: References) -> [AttributeValue] {
        values.compactMap(\.single?.string).map(ResourceID.init).flatMap { id -> [AttributeValue] in
            guard let name = references.nameInTrash(of: id, by: self.key) else { return [] }
            return [name.value] + (self.usesInterims ? [self.interims.value(of: id, by: self.key)] : [])
        }
    }
}

extension Plan {
    /// The values of an attribute that the plan adds or deletes one by one.
    fileprivate func singleValues(of attribute: LDAP.AttributeDescription) -> [AttributeValue] {
        self.steps.flatMap { step -> [AttributeValue] in
            guard case .modify(_, let modifications) = step.change else { return [] }
            return modifications.filter { $0.attribute == attribute }.flatMap(\.values)
        }
    }
}

extension ReferenceName {
    /// Whether a server may take other bytes for the same name.
    fileprivate var mayBeSpelledOtherwise: Bool { self.distinguishedName.map { !$0.isASCII } ?? false }
}

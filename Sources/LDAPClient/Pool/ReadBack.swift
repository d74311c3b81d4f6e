import LDAP

/// What reading an entry back says about a change whose answer was lost.
struct ReadBack {
    enum Verdict: Equatable {
        case done
        case notDone
        case unknown
    }

    let change: Change
    let recovery: WriteOptions.Recovery
    /// As whom the client is bound.
    let identity: DistinguishedName?
    /// The attribute with the name of the account that made an entry, where the server notes it.
    let creatorAttribute: AttributeDescription?
    /// By what the server compares the values of an attribute, where that is known.
    var rule: (AttributeDescription) -> MatchingRule? = { _ in nil }

    /// The attributes that must be read.
    var attributes: [AttributeDescription] {
        let evidence = [self.recovery.id?.attribute, self.recovery.version?.attribute].compactMap { $0 }
        switch self.change {
        case .add(let entry):
            return entry.attributes.map(\.description) + evidence + [self.creatorAttribute].compactMap(\.self)
        case .modify(_, let modifications): return modifications.map(\.attribute) + evidence
        case .rename, .delete: return evidence + ["1.1"]
        }
    }

    /// Judges by the entry that has the old name and the one that has the new one, which for most changes are the same.
    func verdict(before: Entry?, after: Entry?) -> Verdict {
        switch self.change {
        case .add(let entry): self.added(entry, after)
        case .modify(_, let modifications): self.modified(modifications, after)
        case .rename: self.renamed(before: before, after: after)
        case .delete: self.deleted(before)
        }
    }
}

extension ReadBack {
    /// The same values, and we are the creator: done.
    private func added(_ wished: Entry, _ found: Entry?) -> Verdict {
        guard let found else { return .notDone }
        guard let creator = self.creatorAttribute.flatMap({ found[$0].first?.text }), let identity = self.identity
        else { return .unknown }
        guard DistinguishedName(server: creator) == identity else { return .notDone }
        let isSame = wished.attributes.allSatisfy { attribute in
            Self.isHidden(attribute.description)
                || attribute.values.allSatisfy { self.holds(found, attribute.description, $0) }
        }
        return isSame ? .done : .unknown
    }

    /// The values are as wished: done; the version has not moved: not done.
    private func modified(_ modifications: [Modification], _ found: Entry?) -> Verdict {
        guard let found, self.isSame(found) else { return .unknown }
        let visible = modifications.filter { !Self.isHidden($0.attribute) && $0.operation != .increment }
        if visible.count == modifications.count, self.agrees(found, visible) { return .done }
        guard let version = self.recovery.version, let now = found[version.attribute].first else { return .unknown }
        if now == version.value { return .notDone }
        // A secret cannot be read back, but it was changed together with what can.
        return !visible.isEmpty && self.agrees(found, visible) ? .done : .unknown
    }

    private func renamed(before: Entry?, after: Entry?) -> Verdict {
        if let after, before == nil, self.isSame(after) { return .done }
        if let before, self.isSame(before) { return self.recovery.id != nil || after == nil ? .notDone : .unknown }
        return .unknown
    }

    /// The id is gone: done.
    private func deleted(_ found: Entry?) -> Verdict {
        guard let found else { return .done }
        return self.isSame(found) ? .notDone : .done
    }

    /// Whether an entry is the one that was to be changed.
    private func isSame(_ entry: Entry) -> Bool {
        guard let id = self.recovery.id else { return true }
        return entry[id.attribute].contains(id.value)
    }
}

// MARK: - Values

extension ReadBack {
    /// A stored password is not what was sent.
    private static func isHidden(_ attribute: AttributeDescription) -> Bool {
        Change.secretAttributes.contains(attribute.withoutOptions)
    }

    private func holds(_ entry: Entry, _ attribute: AttributeDescription, _ value: AttributeValue) -> Bool {
        let values = entry[attribute]
        return values.contains(value) || values.contains { self.areEqual($0, value, attribute) }
    }

    private func areEqual(_ one: AttributeValue, _ other: AttributeValue, _ attribute: AttributeDescription) -> Bool {
        guard let rule = self.rule(attribute) else { return false }
        return rule.equal(one, other)
    }

    /// Whether an entry looks as if these modifications had been made, in order.
    private func agrees(_ entry: Entry, _ modifications: [Modification]) -> Bool {
        let last = Dictionary(grouping: modifications, by: \.attribute)
        return last.allSatisfy { attribute, steps in self.agrees(entry, attribute, steps) }
    }

    private func agrees(_ entry: Entry, _ attribute: AttributeDescription, _ steps: [Modification]) -> Bool {
        var present: [AttributeValue] = []
        var absent: [AttributeValue] = []
        var isComplete = false
        for step in steps {
            switch step.operation {
            case .add:
                present += step.values
                absent.removeAll { step.values.contains($0) }
            case .delete where step.values.isEmpty: (present, absent, isComplete) = ([], [], true)
            case .delete:
                absent += step.values
                present.removeAll { step.values.contains($0) }
            case .replace: (present, absent, isComplete) = (Array(step.values), [], true)
            case .increment: break
            }
        }
        guard !isComplete || entry[attribute].count == present.count else { return false }
        return present.allSatisfy { self.holds(entry, attribute, $0) }
            && !absent.contains { entry[attribute].contains($0) }
    }
}

import LDAP
import SCIM

/// A question about the values of an attribute that is not loaded.
public struct Inspection: Hashable, Sendable {
    /// The attribute.
    public var attribute: LDAP.AttributeDescription
    /// The value that may be there; nil asks for all values.
    public var value: LDAP.AttributeValue?
}

extension Planner {
    /// The most values that are looked for one by one; with more, reading all of them is cheaper.
    private static let fewValues = 20
    /// The most values that one request asks for.
    private static let manyValues = 1000

    /// How much an update must know of the attributes that are not loaded: all of it where the edits replace them.
    public func extent(for revision: SCIM.Revision, atLeast extent: Extent) -> Extent {
        let isReplaced = revision.edits.contains {
            switch $0.action {
            case .clear, .replace: true
            case .add: false
            // Of each it must be asked whether its name is under way, and requests have a limit.
            case .remove(let values): self.interims.areInUse && values.count > Self.manyValues
            }
        }
        return isReplaced ? .all : extent
    }

    /// What to find out about the attributes that a revision edits, before it is planned; `unsettled` is the plan that failed
    /// because some of its values were there already, or were not.
    public func inspections(
        of entry: LDAP.Entry, for revision: SCIM.Revision, _ extent: Extent, after unsettled: Plan?
    ) -> [Inspection] {
        let paths = revision.edits.map(\.path)
        let removed = self.interims.areInUse ? self.removedReferences(in: revision).map(self.interims.value) : []
        return self.bindings.flatMap { binding -> [Inspection] in
            guard !binding.rule.isLoaded, paths.contains(binding.rule.path) else { return [] }
            let attribute = binding.rule.attribute
            let placeholder = self.demands(attribute, of: entry) ? binding.rule.placeholder : nil
            var values = placeholder.map { [$0] } ?? []
            if extent == .named, let unsettled {
                values += unsettled.singleValues(of: attribute).without(values)
                if binding.rule.isReference { values += removed.without(values) }
            }
            if extent == .all || values.count > Self.fewValues { return [Inspection(attribute: attribute)] }
            return values.map { Inspection(attribute: attribute, value: $0) }
        }
    }

    /// The names in attributes that are edited of which the plan must know whose they are: where edits replace them whether they
    /// are shown, and else whether they are those that come and go, in another spelling.
    public func namesToResolve(
        in entry: LDAP.Entry, for revision: SCIM.Revision, _ references: References
    ) -> [LDAP.DistinguishedName] {
        let isReplaced = self.extent(for: revision, atLeast: .placeholders) == .all
        return self.bindings.filter { !$0.rule.isLoaded && $0.rule.isReference }.flatMap { binding in
            entry[binding.rule.attribute].filter { $0 != binding.rule.placeholder }
                .compactMap { $0.text.map { DistinguishedName(server: $0) } }
        }.filter { (isReplaced || !$0.isASCII) && references.idByDN[$0] == nil }
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

extension Filter {
    /// What is left of a condition for the resources of one type.
    public enum Reduction: Hashable, Sendable {
        /// All of them meet it.
        case always
        /// None of them meets it.
        case never
        /// Those that meet this one.
        case filter(Filter)
    }

    /// Returns what the condition says of one of several resource types.
    ///
    /// Attributes that only other types have are absent from this one (RFC 7644 section 3.4.2.1), and `meta.resourceType` is
    /// known; an attribute that no type has stays in the filter.
    public func reduced(to type: ResourceType, among types: [ResourceType]) -> Reduction {
        switch self {
        case .and(let terms): Self.joined(terms.map { $0.reduced(to: type, among: types) }, absorbing: .never, Self.and)
        case .or(let terms): Self.joined(terms.map { $0.reduced(to: type, among: types) }, absorbing: .always, Self.or)
        case .not(let term): term.reduced(to: type, among: types).negated
        case .present(let path), .compare(let path, _, _), .valuePath(let path, _):
            if path.isResourceType || !path.isKnown(to: type) && types.contains(where: { path.isKnown(to: $0) }) {
                self.matches(Resource(meta: Meta(resourceType: type.name)), of: type) ? .always : .never
            } else {
                .filter(self)
            }
        }
    }

    private static func joined(
        _ terms: [Reduction], absorbing: Reduction, _ join: ([Filter]) -> Filter
    ) -> Reduction {
        if terms.contains(absorbing) { return absorbing }
        let filters = terms.compactMap { if case .filter(let filter) = $0 { filter } else { nil } }
        switch filters.count {
        case 0: return absorbing.negated
        case 1: return .filter(filters[0])
        default: return .filter(join(filters))
        }
    }
}

extension Filter.Reduction {
    fileprivate var negated: Filter.Reduction {
        switch self {
        case .always: .never
        case .never: .always
        case .filter(let filter): .filter(.not(filter))
        }
    }
}

extension AttributePath {
    fileprivate var isResourceType: Bool {
        self == AttributePath(attribute: "meta", subAttribute: "resourceType")
    }

    fileprivate func isKnown(to type: ResourceType) -> Bool {
        if self.schema == nil, type.bareAttribute(named: self.attribute) != nil { return true }
        return type.attribute(named: self.attribute, of: self.schema) != nil
    }
}

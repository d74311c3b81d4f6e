/// A condition on resources (RFC 7644 3.4.2.2).
public indirect enum Filter: Hashable, Sendable {
    /// All of the conditions hold.
    case and([Filter])
    /// At least one of the conditions holds.
    case or([Filter])
    /// The condition does not hold.
    case not(Filter)
    /// The attribute has a value.
    case present(AttributePath)
    /// A value of the attribute compares as wanted; `emails[type eq "work"].value eq "x"` has the filter in the path.
    case compare(AttributePath, Operator, Value)
    /// One and the same value of the multi-valued attribute meets the inner condition.
    case valuePath(AttributePath, Filter)

    /// The comparison operators (RFC 7644 table 3).
    public enum Operator: String, CaseIterable, Sendable {
        /// Equal.
        case eq
        /// Not equal, or absent.
        case ne
        /// Contains.
        case co
        /// Starts with.
        case sw
        /// Ends with.
        case ew
        /// Greater than.
        case gt
        /// Greater than or equal.
        case ge
        /// Less than.
        case lt
        /// Less than or equal.
        case le
    }

    /// Reads a filter as it stands in a query.
    ///
    /// - Throws: `invalidFilter` with the offset of the fault, also for a filter nested deeper than `maximumDepth`.
    public init(
        parsing text: String,
        extensions: [SchemaURN] = [.enterpriseUser],
        maximumDepth: Int = 64
    ) throws(SCIMError) {
        var parser = FilterParser(text, extensions: extensions, maximumDepth: maximumDepth)
        do {
            self = try parser.wholeFilter()
        } catch {
            throw .invalidFilter(error.detail("The filter"))
        }
    }
}

extension Filter {
    /// Whether the resource meets the condition (RFC 7644 3.4.2.2).
    ///
    /// A multi-valued attribute compares as wanted if one of its values does, a complex value by its `value`. An absent
    /// attribute is equal to nothing but null, so only `ne` holds for it.
    ///
    /// `rules` says for a path how texts compare there; without it only their case may count.
    public func matches(
        _ resource: Resource, of type: ResourceType,
        comparing rules: @escaping (AttributePath) -> TextRule? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let rule = rules(path)
            let (path, attribute) = type.definition(of: path)
            let partRule = { (part: String) in rules(path.part(part)) }
            let values = resource.filterableValues(at: path, of: type, comparing: partRule)
            return FilterCandidates(values: values, attribute: attribute, rule: rule, partRule: partRule)
        }
    }

    /// Whether one value of a multi-valued attribute meets the condition of a value filter.
    func matches(
        element: Value, of attribute: Schema.Attribute?, comparing rules: @escaping (String) -> TextRule? = { _ in nil }
    ) -> Bool {
        self.holds { path in
            let definition = attribute?.subAttribute(named: path.attribute)
            return FilterCandidates(
                values: element.part(path.attribute), attribute: definition ?? attribute,
                rule: rules(path.attribute), partRule: { _ in nil })
        }
    }

    private func holds(_ candidates: (AttributePath) -> FilterCandidates) -> Bool {
        switch self {
        case .and(let terms): terms.allSatisfy { $0.holds(candidates) }
        case .or(let terms): terms.contains { $0.holds(candidates) }
        case .not(let term): !term.holds(candidates)
        case .present(let path): candidates(path).values.contains(where: \.isAssigned)
        case .compare(let path, let comparison, let literal): candidates(path).contains(comparison, literal)
        case .valuePath(let path, let filter): candidates(path).contains(filter)
        }
    }
}

extension Filter {
    /// The attributes that a value filter looks at, with the values that it wants them to equal.
    var selectors: [(name: String, value: Value?)] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.selectors)
        case .not(let term): term.selectors.map { ($0.name, nil) }
        case .present(let path), .valuePath(let path, _): [(path.attribute, nil)]
        case .compare(let path, let comparison, let value): [(path.attribute, comparison == .eq ? value : nil)]
        }
    }

    /// The smallest value that the filter of a multi-valued attribute selects; `nil` if it does not say what to make.
    ///
    /// Entra: `roles[primary eq "True"]` compares a truth value with text.
    func template(of attribute: Schema.Attribute?) -> Object? {
        switch self {
        case .compare(let path, .eq, let value):
            guard let part = attribute?.subAttribute(named: path.attribute) else { return [path.attribute: value] }
            let typed = try? ValueDecoder(source: .operation).attribute(value, as: part)
            return [part.name: typed ?? value]
        case .and(let terms):
            var object = Object()
            for term in terms {
                guard let part = term.template(of: attribute) else { return nil }
                object = object.merging(part)
            }
            return object
        default: return nil
        }
    }
}

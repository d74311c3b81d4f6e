import Encodings
import LDAP
import SCIM

/// What a filter says of the entries that others refer to.
struct ReferencePaths {
    let paths: FilterablePaths

    /// The ids in a filter that stand for names in the directory, each once.
    func ids(in filter: SCIM.Filter) -> [String] {
        guard self.paths.bindings.contains(where: \.rule.isReference) else { return [] }
        return self.ids(in: filter, of: nil).uniqued()
    }

    private func ids(in filter: SCIM.Filter, of whole: AttributePath?) -> [String] {
        switch filter {
        case .and(let terms), .or(let terms): return terms.flatMap { self.ids(in: $0, of: whole) }
        case .not(let term): return self.ids(in: term, of: whole)
        case .present(let path): return self.ids(within: path)
        case .compare(let path, _, let literal):
            let isReference = self.isReference(whole?.part(path.attribute) ?? path)
            return self.ids(within: path) + (isReference ? [literal.plainText].compactMap(\.self) : [])
        case .valuePath(let path, let filter): return self.ids(in: filter, of: path.whole)
        }
    }

    /// Those in the filter of a path.
    private func ids(within path: AttributePath) -> [String] {
        path.filter.map { self.ids(in: $0, of: path.whole) } ?? []
    }

    private func isReference(_ path: AttributePath) -> Bool {
        guard let member = self.paths.member(at: path) else { return false }
        let name = path.subAttribute ?? "value"
        let binding: Int? =
            switch member.content {
            case .simple(let index): index
            case .complex(let element): element.part(named: name)?.binding
            case .elements(let elements): elements.lazy.compactMap { $0.part(named: name)?.binding }.first
            }
        return binding.map { self.paths.bindings[$0].rule.isReference } ?? false
    }

    /// Whether the filter can be decided only once the names in an entry are resolved.
    ///
    /// `manager pr` and `manager.displayName eq "Ada"` need that, `manager.value eq "2819c223"` does not.
    func needsReferents(_ filter: SCIM.Filter) -> Bool {
        switch filter {
        case .and(let terms), .or(let terms): terms.contains { self.needsReferents($0) }
        case .not(let term): self.needsReferents(term)
        case .present(let path): self.refers(path)
        case .compare(let path, let comparison, let literal):
            self.refers(path) && !self.asksForOneID(path, comparison, literal)
        case .valuePath(let path, let filter): self.refers(path) && !filter.asksForIDs
        }
    }

    /// Which schemas are shown depends on all that extensions show.
    private func refers(_ path: AttributePath) -> Bool {
        let members =
            path == .schemas
            ? self.paths.shape.extensions.flatMap(\.members) : [self.paths.member(at: path)].compactMap(\.self)
        return members.contains { $0.bindings.contains { self.paths.bindings[$0].rule.isReference } }
    }

    private func asksForOneID(
        _ path: AttributePath, _ comparison: SCIM.Filter.Operator, _ literal: Value
    ) -> Bool {
        guard path != .schemas, path.filter == nil, path.subAttribute?.isValue ?? true, !literal.isNull else {
            return false
        }
        return comparison == .eq || comparison == .ne && self.paths.member(at: path)?.isMultiValued == false
    }
}

extension SCIM.Filter {
    /// Whether a value filter does nothing but to name ids.
    fileprivate var asksForIDs: Bool {
        switch self {
        case .and(let terms), .or(let terms): terms.allSatisfy(\.asksForIDs)
        case .compare(let path, .eq, let literal): path.attribute.isValue && !literal.isNull
        case .compare, .not, .present, .valuePath: false
        }
    }
}

extension String {
    fileprivate var isValue: Bool { self.equalsIgnoringASCIICase("value") }
}

import Encodings
import SCIM

extension FilterTranslator {
    /// Whether entries can be judged by a filter only where it is known what the names in them refer to: whether there are
    /// values at all, and what is shown beside the ids.
    ///
    /// Whether one of the ids is a certain one can be said without.
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
            path == .schemas ? self.shape.extensions.flatMap(\.members) : [self.member(at: path)].compactMap(\.self)
        return members.contains { $0.bindings.contains { self.bindings[$0].rule.isReference } }
    }

    private func asksForOneID(
        _ path: AttributePath, _ comparison: SCIM.Filter.Operator, _ literal: Value
    ) -> Bool {
        guard path != .schemas, path.filter == nil, path.subAttribute?.isValue ?? true, !literal.isNull else {
            return false
        }
        return comparison == .eq || comparison == .ne && self.member(at: path)?.isMultiValued == false
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
    fileprivate var isValue: Bool { self.utf8.equalsIgnoringASCIICase("value".utf8) }
}

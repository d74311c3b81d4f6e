import Encodings
import LDAP
import SCIM

extension FilterTranslator {
    /// Returns the ids in a filter that stand for names in the directory, each once.
    ///
    /// The entries with these ids are to be looked up before the filter is translated.
    public func references(in filter: SCIM.Filter) -> [String] {
        guard self.bindings.contains(where: \.rule.isReference) else { return [] }
        return self.references(in: filter, of: nil).uniqued()
    }

    private func references(in filter: SCIM.Filter, of whole: AttributePath?) -> [String] {
        switch filter {
        case .and(let terms), .or(let terms): terms.flatMap { self.references(in: $0, of: whole) }
        case .not(let term): self.references(in: term, of: whole)
        case .present(let path): path.filter.map { self.references(in: $0, of: path.whole) } ?? []
        case .compare(let path, _, let literal):
            (path.filter.map { self.references(in: $0, of: path.whole) } ?? [])
                + (self.isReference(whole?.part(path.attribute) ?? path) ? [literal.plainText].compactMap(\.self) : [])
        case .valuePath(let path, let filter): self.references(in: filter, of: path.whole)
        }
    }

    private func isReference(_ path: AttributePath) -> Bool {
        guard let member = self.member(at: path) else { return false }
        let name = path.subAttribute ?? "value"
        let binding: Int? =
            switch member.content {
            case .simple(let index): index
            case .complex(let element): element.part(named: name)?.binding
            case .elements(let elements): elements.lazy.compactMap { $0.part(named: name)?.binding }.first
            }
        return binding.map { self.bindings[$0].rule.isReference } ?? false
    }

    /// The condition that a shown value of a binding meets a test other than `ne`; whoever is getting another name is also named
    /// by the one that stands for them meanwhile.
    func comparison(of binding: Binding, _ test: Test) throws(SCIMError) -> Narrowing {
        let own = try binding.comparison(test)
        guard binding.rule.isReference, let interims, case .equal(let attribute, _) = own.superset,
            let id = test.literal.plainText.map(ResourceID.init), test.references.name(of: id) != nil
        else { return own }
        return .any([own, .some(.equal(attribute, interims.value(of: id)), isExact: own.isExact)])
    }
}

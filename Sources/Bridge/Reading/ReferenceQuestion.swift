import Directories
import LDAP
import SCIM
import Translator

/// A search for entries that are referred to, in what one mapping shows.
struct ReferenceQuestion {
    let target: Mapping
    var request: SearchRequest

    /// Asks for the entries of one mapping that any of the filters finds.
    init(_ filters: [LDAP.Filter], in target: Mapping, _ book: Rulebook) {
        let display = target.displayRule.map { [$0.attribute] } ?? []
        self.target = target
        self.request = SearchRequest(
            base: target.base, scope: target.scope,
            filter: .and([filters.count == 1 ? filters[0] : .or(filters), target.filter]),
            attributes: [book.dialect.idAttribute] + display + book.referenceKeys.filter { !display.contains($0) })
    }

    /// Asks whether the entry of this name is one of a mapping, where the server finds no entry by its own name; nil where the mapping
    /// can have none of that name.
    init?(at name: DistinguishedName, in target: Mapping, _ book: Rulebook) {
        guard target.holds(name) else { return nil }
        self.init([], in: target, book)
        (self.request.base, self.request.scope, self.request.filter) = (name, .base, target.filter)
    }

    /// What an entry that was found is for those who refer to it; `baseURL` is where resources are served.
    func referent(_ entry: Entry, _ id: String, below baseURL: String) -> Referent {
        let type = self.target.resourceType
        let rule = self.target.displayRule
        let names = rule.map { Attribute($0.attribute, values: entry[$0.attribute]) }
        return Referent(
            resourceType: type.name, location: "\(baseURL)\(type.endpoint)/\(id)",
            display: rule.flatMap { rule in names?.values.lazy.compactMap(\.text).first(where: rule.choice.admits) },
            names: names)
    }
}

extension [ReferenceQuestion] {
    /// The questions for the entries of some mappings that any of the filters finds, in chunks that can be on the wire together.
    init(_ filters: [LDAP.Filter], in targets: [Mapping], _ book: Rulebook) {
        self = stride(from: 0, to: filters.count, by: Work.chunk).flatMap { start in
            let some = Array<LDAP.Filter>(filters[start..<Swift.min(start + Work.chunk, filters.count)])
            return targets.map { ReferenceQuestion(some, in: $0, book) }
        }
    }

    /// The questions for those entries of some mappings that have these ids.
    init(ids: [ResourceID], in targets: [Mapping], _ book: Rulebook) {
        self.init(ids.compactMap { book.dialect.idFilter($0.text) }, in: targets, book)
    }
}

extension Mapping {
    /// Whether an entry of this name lies where this mapping looks.
    fileprivate func holds(_ name: DistinguishedName) -> Bool {
        self.scope == .oneLevel ? name.parent == self.base : name.isWithin(self.base)
    }

    /// The rule for what an entry is called where another one refers to it.
    fileprivate var displayRule: Rule? {
        self.rules.first { $0.path == AttributePath(attribute: "displayName") }
    }
}

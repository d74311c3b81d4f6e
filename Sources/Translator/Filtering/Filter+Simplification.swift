import Encodings
import LDAP

extension LDAP.Filter {
    /// The filters joined by "and", without what says nothing.
    static func allOf(_ filters: [LDAP.Filter]) -> LDAP.Filter {
        var terms: [LDAP.Filter] = []
        terms.reserveCapacity(filters.count)
        for filter in filters {
            if case .and(let inner) = filter { terms += inner } else { terms.append(filter) }
        }
        if terms.contains(.absoluteFalse) { return .absoluteFalse }
        let distinct = terms.uniqued().withoutImplied
        return distinct.count == 1 ? distinct[0] : .and(distinct)
    }

    /// The filters joined by "or", without what says nothing.
    static func anyOf(_ filters: [LDAP.Filter]) -> LDAP.Filter {
        var terms: [LDAP.Filter] = []
        for filter in filters {
            if case .or(let inner) = filter { terms += inner } else { terms.append(filter) }
        }
        if terms.contains(.absoluteTrue) { return .absoluteTrue }
        let present = Set(terms.lazy.filter { if case .present = $0 { true } else { false } })
        terms.removeAll { term in term.assertedAttribute.map { present.contains(.present($0)) } ?? false }
        let distinct = terms.uniqued()
        return distinct.count == 1 ? distinct[0] : .or(distinct)
    }

    /// The opposite, which must be defined wherever the filter is.
    ///
    /// The opposite of alternatives is said term by term: 389 Directory Server finds nobody by `(|(x=1)(!(|(y=1)(z=1))))` whom the
    /// second term means.
    var opposite: LDAP.Filter {
        switch self {
        case .absoluteTrue: .absoluteFalse
        case .absoluteFalse: .absoluteTrue
        case .not(let filter): filter
        case .or(let terms): .allOf(terms.map(\.opposite))
        default: .not(self)
        }
    }

    /// Whether other filters can say the same and more.
    fileprivate var mayBeImplied: Bool {
        switch self {
        case .present, .or: true
        default: false
        }
    }

    /// The attribute of which it says that there is a certain value.
    fileprivate var assertedAttribute: AttributeDescription? {
        switch self {
        case .equal(let attribute, _), .greaterOrEqual(let attribute, _), .lessOrEqual(let attribute, _),
            .substrings(let attribute, initial: _, any: _, final: _):
            attribute
        default: nil
        }
    }
}

extension [LDAP.Filter] {
    /// Without the terms of a conjunction that another one says already: `(mail=*)` and `(|(mail=*)(cn=*))` beside `(mail=x)`.
    fileprivate var withoutImplied: [LDAP.Filter] {
        guard self.count > 1, self.contains(where: \.mayBeImplied) else { return self }
        let simple = Set(self.lazy.filter { if case .or = $0 { false } else { true } })
        let present = Set(simple.lazy.compactMap { $0.assertedAttribute.map { LDAP.Filter.present($0) } })
        return self.filter { term in
            guard case .or(let alternatives) = term else { return !present.contains(term) }
            return !alternatives.contains { simple.contains($0) || present.contains($0) }
        }
    }
}

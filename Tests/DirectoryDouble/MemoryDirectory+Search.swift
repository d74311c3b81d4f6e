import LDAP
import Translator

extension MemoryDirectory {
    /// Answers a search as slapd does: the whole list, a page of it, or a window.
    func answer(_ request: SearchRequest, in tree: MemoryTree) throws(LDAPError) -> SearchResult {
        for control in request.controls { try self.demand(control) }
        var entries = try tree.found(by: self.hidingFilter(request))
        var result = SearchResult()
        let keys = request.sortKeys
        if let keys {
            entries = try self.order(keys, tree.schema).sorted(entries)
            result.controls.append(.sort(.success))
        }
        if let view = request.view {
            guard keys != nil else { throw LDAPError(.sortControlMissing) }
            let count = entries.count
            guard (1...max(count, 1)).contains(view.offset) else { throw LDAPError(.virtualListViewError) }
            let window = max(view.offset - 1 - view.before, 0)..<min(view.offset + view.after, count)
            entries = Array(entries[window])
            result.controls.append(
                .virtualListView(target: view.offset, count: count, context: [1], result: .success))
            try self.checkSize(entries.count, request)
        } else if let (size, cookie) = request.page {
            let start = cookie.reduce(0) { $0 << 8 | Int($1) }
            let end = min(start + size, entries.count)
            try self.checkSize(end, request)
            let next = end < entries.count ? [UInt8(end >> 8 & 0xFF), UInt8(end & 0xFF)] : []
            entries = Array(entries[start..<end])
            result.controls.append(.pagedResults(size: 0, cookie: next))
        } else {
            try self.checkSize(entries.count, request)
        }
        result.entries = self.readable(entries, request.attributes, tree.schema)
        return result
    }

    private func checkSize(_ count: Int, _ request: SearchRequest) throws(LDAPError) {
        let limit = request.sizeLimit == 0 ? self.options.sizeLimit : min(request.sizeLimit, self.options.sizeLimit)
        if count > limit { throw LDAPError(.sizeLimitExceeded) }
    }

    /// The order of a sort control.
    /// - Throws: `inappropriateMatching` where the server knows no order for a key.
    private func order(_ keys: [SortKey], _ schema: Schema) throws(LDAPError) -> ListOrder {
        var order = ListOrder([])
        for key in keys {
            guard let type = schema.attributeType(key.attribute),
                let rule = key.orderingRule.map({ MatchingRule(rawValue: $0) }) ?? type.ordering
            else { throw LDAPError(.inappropriateMatching, diagnostic: "serverSort control: No ordering rule") }
            order.keys.append(
                ListOrder.Key(
                    key.attribute, orderingRule: key.orderingRule, comparedBy: rule, isDescending: key.isReversed))
        }
        return order
    }

    /// The request without what it says of attributes that the account may not search for: that is undefined.
    private func hidingFilter(_ request: SearchRequest) -> SearchRequest {
        var request = request
        request.filter = self.hiding(request.filter)
        return request
    }

    private func hiding(_ filter: Filter) -> Filter {
        switch filter {
        case .and(let filters): .and(filters.map(self.hiding))
        case .or(let filters): .or(filters.map(self.hiding))
        case .not(let filter): .not(self.hiding(filter))
        case .equal(let attribute, _), .present(let attribute), .approximate(let attribute, _),
            .greaterOrEqual(let attribute, _), .lessOrEqual(let attribute, _),
            .substrings(let attribute, initial: _, any: _, final: _):
            self.options.unreadable.contains(attribute) ? .equal("undefined", "") : filter
        case .extensible: filter
        }
    }
}

extension SearchRequest {
    fileprivate var sortKeys: [SortKey]? {
        for case .sort(let keys) in self.controls { return keys }
        return nil
    }

    fileprivate var view: VirtualListView? {
        for case .virtualListView(let view) in self.controls { return view }
        return nil
    }

    fileprivate var page: (size: Int, cookie: [UInt8])? {
        for case .pagedResults(let size, let cookie) in self.controls { return (size, cookie) }
        return nil
    }
}

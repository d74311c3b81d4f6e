import Directories
import LDAP
import SCIM

/// What lists can be sorted by, in one mapping on one server.
struct SortPaths {
    let paths: FilterablePaths

    /// The order of lists for which no other is asked: the one in which entries were made.
    ///
    /// New entries come last in it, so they move no other to another page.
    var standardOrder: ListOrder {
        self.order(of: self.paths.dialect.listOrder.map { self.key($0) })
    }

    /// The order by an attribute that a client asks for; the id decides between equals where the server sorts by two attributes.
    /// - Throws: `invalidPath` for an attribute that is not mapped or has no order in the directory.
    func order(by sort: Query.Sort) throws(SCIMError) -> ListOrder {
        guard var key = try self.key(sort.path) else {
            throw .invalidPath("The directory has no order for \(sort.path), so lists cannot be sorted by it.")
        }
        key.isDescending = sort.isDescending
        return self.order(of: [key, self.key(self.paths.dialect.idAttribute)])
    }

    /// As many of the keys as the server sorts by, for an order that the server does not make cannot be told here either.
    private func order(of keys: [ListOrder.Key?]) -> ListOrder {
        ListOrder(Array(keys.compactMap(\.self).prefix(self.paths.dialect.maximumSortKeys)))
    }

    /// The key of what a client names; nil where the directory has no order for it.
    private func key(_ path: AttributePath) throws(SCIMError) -> ListOrder.Key? {
        let special: SpecialAttribute?
        do {
            special = try self.paths.special(path)
        } catch {
            throw self.unsortable(path)
        }
        switch special {
        case .id: return self.key(self.paths.dialect.idAttribute)
        case .time(let attribute): return self.key(attribute)
        case .active, .schemas, .meta, .resourceType: return nil
        case nil: break
        }
        guard let index = self.binding(at: path) else { throw self.unsortable(path) }
        let binding = self.paths.bindings[index]
        return binding.isSortable ? self.key(binding.rule.attribute) : nil
    }

    private func key(_ attribute: AttributeDescription) -> ListOrder.Key? {
        guard let type = self.paths.schema.attributeType(attribute) else { return nil }
        return ListOrder.Key(
            attribute, orderingRule: type.ordering == nil ? self.paths.dialect.sortRule : nil,
            comparedBy: type.equality ?? .octetString, isMissingLast: self.paths.dialect.sortsMissingLast
        )
    }

    /// The one binding whose values a path means.
    private func binding(at path: AttributePath) -> Int? {
        guard let member = self.paths.member(at: path) else { return nil }
        let name = path.subAttribute ?? "value"
        switch member.content {
        case .simple(let index): return path.subAttribute == nil && path.filter == nil ? index : nil
        case .complex(let element): return path.filter == nil ? element.part(named: name)?.binding : nil
        case .elements(let elements):
            let meant = elements.filter { element in
                element.part(named: name) != nil
                    && !self.paths.isExcluded(element, of: member, by: path.filter)
            }
            return meant.count == 1 ? meant[0].part(named: name)?.binding : nil
        }
    }

    private func unsortable(_ path: AttributePath) -> SCIMError {
        .invalidPath(
            "Lists cannot be sorted by \(path): 'sortBy' takes id, meta.created, meta.lastModified, or the path of one "
                + "mapped value, such as "
                + self.paths.bindings.filter(\.isSortable).prefix(3).map(\.rule.path.description)
                .joined(separator: ", ")
                + "."
        )
    }
}

extension Binding {
    /// Whether the directory can sort by it: what the mapping hides it would sort by all the same, and names are not ids.
    fileprivate var isSortable: Bool {
        self.type != nil && self.admitsAll && !self.rule.isReference
    }
}

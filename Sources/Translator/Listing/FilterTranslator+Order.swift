import Directories
import LDAP
import SCIM

extension FilterTranslator {
    /// The order of lists for which no other is asked: the one in which entries were made.
    ///
    /// New entries come last in it, so they move no other to another page.
    public var listOrder: ListOrder {
        ListOrder(self.dialect.listOrder.compactMap { self.key($0) })
    }

    /// Returns the order by an attribute that a client asks for; the id decides between equals.
    /// - Throws: `invalidPath` for an attribute that is not mapped or has no order in the directory.
    public func order(_ sort: Query.Sort) throws(SCIMError) -> ListOrder {
        guard var key = try self.key(sort.path) else {
            throw .invalidPath("The directory has no order for \(sort.path), so lists cannot be sorted by it.")
        }
        key.isDescending = sort.isDescending
        return ListOrder([key, self.key(self.dialect.idAttribute)].compactMap(\.self))
    }

    /// The key of what a client names; nil where the directory has no order for it.
    private func key(_ path: AttributePath) throws(SCIMError) -> ListOrder.Key? {
        let special: Special?
        do {
            special = try self.special(path)
        } catch {
            throw self.unsortable(path)
        }
        switch special {
        case .id: return self.key(self.dialect.idAttribute)
        case .time(_, let attribute): return self.key(attribute)
        case .active, .schemas, .meta, .resourceType: return nil
        case nil: break
        }
        guard let index = self.sortedBinding(path) else { throw self.unsortable(path) }
        let binding = self.bindings[index]
        return binding.isSortable ? self.key(binding.rule.attribute) : nil
    }

    private func key(_ attribute: AttributeDescription) -> ListOrder.Key? {
        guard let type = self.schema.attributeType(attribute) else { return nil }
        return ListOrder.Key(
            attribute, orderingRule: type.ordering == nil ? self.dialect.sortRule : nil,
            comparedBy: type.equality ?? .octetString
        )
    }

    /// The one binding whose values a path means.
    private func sortedBinding(_ path: AttributePath) -> Int? {
        guard let member = self.member(at: path) else { return nil }
        let name = path.subAttribute ?? "value"
        switch member.content {
        case .simple(let index): return path.subAttribute == nil && path.filter == nil ? index : nil
        case .complex(let element): return path.filter == nil ? element.part(named: name)?.binding : nil
        case .elements(let elements):
            let meant = elements.filter { element in
                element.part(named: name) != nil
                    && !(path.filter.map { self.isExcluded(element, of: member, by: $0) } ?? false)
            }
            return meant.count == 1 ? meant[0].part(named: name)?.binding : nil
        }
    }

    private func unsortable(_ path: AttributePath) -> SCIMError {
        .invalidPath(
            "Lists cannot be sorted by \(path): 'sortBy' takes id, meta.created, meta.lastModified, or the path of one "
                + "mapped value, such as "
                + self.bindings.filter(\.isSortable).prefix(3).map(\.rule.path.description).joined(separator: ", ")
                + "."
        )
    }
}

extension Binding {
    /// Whether the directory can sort by it: what the mapping hides it would sort by all the same, and names are not ids.
    fileprivate var isSortable: Bool {
        self.type != nil && self.rule.choice == .first && !self.rule.isReference
    }
}

import SCIM

/// What an answer shows of the rows of a ``ResourceTable``, found out once for each projection.
final class TableView: Sendable {
    /// What is shown of one attribute.
    enum Visibility: Sendable {
        case hidden
        case whole
        /// Of each of its complex values some slots.
        case slots([[Bool]])
        /// Of each of its values what depends on that value.
        case byValue(ResourceView)
    }

    let core: [Visibility]
    let extensions: [[Visibility]]
    let isActiveShown: Bool
    /// Whether nothing is shown, not even the id.
    let isBlind: Bool
    /// Which parts of `meta` are shown.
    let meta: MetaParts
    /// Whether the version is to be found out, shown or not.
    let isVersioned: Bool
    /// One for each binding: whether its values are looked at.
    let isRead: [Bool]

    /// The view of a projection; nil shows nothing.
    init(_ projection: Projection?, of table: ResourceTable, versionBy versioning: Versioning, isVersioned: Bool) {
        let view = projection.map { ResourceView($0) }
        func visibility(_ member: ResourceTable.Member) -> Visibility {
            view.map { member.visibility(in: $0) } ?? .hidden
        }
        self.core = table.core.map(visibility)
        self.extensions = table.extensions.map { $0.members.map(visibility) }
        self.isActiveShown = table.active.flatMap { view?.shows($0.path, $0.definition) } ?? false
        self.meta = view.map { MetaParts(in: $0) } ?? []
        self.isBlind = projection == nil
        self.isVersioned = isVersioned
        var isRead = versioning.seeds.map { $0 != nil && isVersioned }
        let members = table.core + table.extensions.flatMap(\.members)
        for (member, visibility) in zip(members, self.core + self.extensions.flatMap(\.self)) {
            if case .hidden = visibility { continue }
            for binding in member.shape.bindings { isRead[binding] = true }
        }
        self.isRead = isRead
    }
}

extension ResourceTable.Member {
    fileprivate func visibility(in view: ResourceView) -> TableView.Visibility {
        guard view.shows(self.path, self.definition) else { return .hidden }
        if view.showsAllParts(of: self.definition) { return .whole }
        if view.hasValueFilters, self.shape.isMultiValued { return .byValue(view) }
        switch self.content {
        case .value, .list: return .whole
        case .complex(let element): return .slots([self.slots(of: element, in: view)])
        case .elements(let elements): return .slots(elements.map { self.slots(of: $0, in: view) })
        }
    }

    /// Which parts of a complex value a view shows.
    func slots(of element: ResourceTable.Element, in view: ResourceView) -> [Bool] {
        element.slots.map {
            view.shows(self.path.part($0.name), self.definition?.subAttribute(named: $0.name))
        }
    }
}

import Directories
import LDAP
public import SCIM
import Synchronization

/// Turns entries into what clients see of them: the one way in which an entry is shown.
///
/// What there is to be known of the mapping, of the server and of a projection is found out once. An entry is then read from its
/// beginning to its end, and its values go into the JSON as bytes.
public final class EntryRenderer: Sendable {
    /// How many projections are kept; clients use a handful.
    private static let capacity = 64
    /// How many bytes schemas, id and metadata take together, hardly ever more.
    private static let roomAround = 512

    /// The resource type as clients know it.
    public let type: ResourceType
    private let projector: EntryProjector
    private let table: ResourceTable
    private let metaTable: MetaTable
    private let whole: TableView
    private let nothing: TableView
    private let views = Mutex<[ViewKey: TableView]>([:])

    private struct ViewKey: Hashable {
        let projection: Projection
        let isVersioned: Bool
    }

    /// Creates the renderer of those entries that a projector knows; `baseURL` is where the resources are served.
    public init(_ projector: EntryProjector, below baseURL: String) {
        let type = projector.mapping.advertisedType
        self.type = type
        self.projector = projector
        self.table = ResourceTable(projector.shape, of: type, isActiveMapped: projector.activity.isMapped)
        self.metaTable = MetaTable(of: type, below: baseURL, on: projector.dialect)
        self.whole = TableView(.all, of: self.table, versionBy: projector.versioning, isVersioned: true)
        self.nothing = TableView(nil, of: self.table, versionBy: projector.versioning, isVersioned: true)
    }

    /// Returns what an answer with a projection shows of an entry; without one the resource has its version alone.
    ///
    /// There is a version only where `isVersioned` says that everything was fetched which it is made of. A name that `references` lacks is
    /// not shown.
    public func resource(
        from entry: Entry, references: References = References(), showing projection: Projection? = .all,
        isVersioned: Bool = true
    ) -> RenderedResource {
        self.resources(from: [entry], references: references, showing: projection, isVersioned: isVersioned)[0]
    }

    /// Returns what an answer with a projection shows of some entries.
    public func resources(
        from entries: [Entry], references: References = References(), showing projection: Projection? = .all,
        isVersioned: Bool = true
    ) -> [RenderedResource] {
        if entries.isEmpty { return [] }
        let view = self.view(of: projection, isVersioned)
        var writer = ResourceWriter(self.table, view)
        return entries.map { self.rendered($0, by: &writer, view, references) }
    }

    private func view(of projection: Projection?, _ isVersioned: Bool) -> TableView {
        guard let projection else { return self.nothing }
        if isVersioned, projection == .all { return self.whole }
        let key = ViewKey(projection: projection, isVersioned: isVersioned)
        return self.views.withLock { views in
            if let view = views[key] { return view }
            let view = TableView(
                projection, of: self.table, versionBy: self.projector.versioning, isVersioned: isVersioned)
            if views.count == Self.capacity { views.removeAll() }
            views[key] = view
            return view
        }
    }
}

extension EntryRenderer {
    private func rendered(
        _ entry: Entry, by writer: inout ResourceWriter, _ view: TableView, _ references: References
    ) -> RenderedResource {
        let versioning = self.projector.versioning
        let isActive = view.isActiveShown || view.isVersioned ? self.projector.activity.isActive(entry) : nil
        writer.write(entry, by: self.projector, isActive: isActive, references)
        let version =
            view.isVersioned
            ? versioning.version(of: entry, sum: writer.values.sum, isActive: isActive ?? true) : nil
        var resource = RenderedResource(id: self.projector.id(of: entry), version: version)
        if view.isBlind { return resource }
        var json = JSONWriter()
        json.bytes.reserveCapacity(writer.json.bytes.count + writer.schemas.count + Self.roomAround)
        json.bytes += self.table.start
        json.bytes += writer.schemas
        json.bytes.append(UInt8(ascii: "]"))
        if let id = resource.id {
            json.bytes += self.table.id
            json.write(.string(id))
        }
        json.bytes += writer.json.bytes
        self.metaTable.write(view.meta, of: entry, resource.id, version, to: &json)
        json.bytes.append(UInt8(ascii: "}"))
        resource.bytes = json.bytes
        return resource
    }
}

import Encodings
import SCIM

/// Which endpoint serves which path (RFC 7644 3.2, table 1).
struct RouteTable: Sendable {
    private let endpoints: [Entry]

    /// An endpoint, and what calls to it, to what has an id below it, and to its search are counted as.
    private struct Entry {
        let name: [UInt8]
        let endpoint: any Endpoint
        let kind: CallRoute
        let memberKind: CallRoute
        let searchKind: CallRoute

        init(_ endpoint: any Endpoint) {
            self.name = Array(endpoint.path.utf8.drop { $0 == UInt8(ascii: "/") })
            self.endpoint = endpoint
            self.kind = CallRoute(template: endpoint.path)
            self.memberKind = CallRoute(template: endpoint.path + "/{id}")
            self.searchKind = CallRoute(template: "\(endpoint.path)/\(SearchEndpoint.name)")
        }
    }

    /// What can follow the base URL; empty for the base URL itself.
    var names: [String] {
        self.endpoints.map { String(decoding: $0.name, as: UTF8.self) }
    }

    init(providers: [any ResourceProvider], configuration: ServiceProviderConfig, baseURL: BaseURL) {
        let discovery = Discovery(
            types: providers.map(\.resourceType),
            configuration: configuration,
            baseURL: baseURL
        )
        let resources = providers.map { ResourceEndpoint(provider: ScopedProvider($0), baseURL: baseURL) }
        var endpoints: [any Endpoint] = resources
        if configuration.maximumBulkOperations > 0 {
            endpoints.append(
                BulkEndpoint(resources: resources, maximumOperations: configuration.maximumBulkOperations))
        }
        let groups = UnservedGroupsEndpoint()
        if !resources.contains(where: { $0.path == groups.path }) { endpoints.append(groups) }
        let search = SearchEndpoint(endpoints: resources, configuration: configuration)
        endpoints += [search, RootEndpoint(search: search)] as [any Endpoint]
        endpoints += discovery.endpoints as [any Endpoint]
        endpoints.append(SelfEndpoint())
        self.endpoints = endpoints.map(Entry.init)
    }

    /// The endpoint and the id that a path names, or nil where there is none.
    ///
    /// - Throws: `invalidValue` for an id in bad percent-encoding.
    func route(
        to segments: PathSegments
    ) throws(SCIMError) -> (endpoint: any Endpoint, id: String?, kind: CallRoute)? {
        var segments = segments
        let (name, id) = (segments.next() ?? [], segments.next())
        guard segments.next() == nil,
            let found = self.endpoints.first(where: { PercentEncoding.spells($0.name, name) })
        else { return nil }
        guard let id else { return (found.endpoint, nil, found.kind) }
        let text = try PercentEncoding.decode(segment: id)
        return (found.endpoint, text, text == SearchEndpoint.name ? found.searchKind : found.memberKind)
    }
}

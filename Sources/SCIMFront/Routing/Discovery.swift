import Hummingbird
import SCIM

/// The endpoints that describe the service (RFC 7644 4), written once from what the providers serve.
struct Discovery {
    let schemas: DiscoveryEndpoint
    let resourceTypes: DiscoveryEndpoint
    let serviceProviderConfig: DiscoveryEndpoint

    init(types: [ResourceType], configuration: ServiceProviderConfig, baseURL: BaseURL) {
        var schemas: [Schema] = []
        for schema in types.flatMap(\.schemas) where !schemas.contains(where: { $0.id == schema.id }) {
            schemas.append(schema)
        }
        self.schemas = DiscoveryEndpoint(listing: schemas.map(\.resource), of: .schema, baseURL: baseURL)
        self.resourceTypes = DiscoveryEndpoint(listing: types.map(\.resource), of: .resourceType, baseURL: baseURL)
        let path = "/ServiceProviderConfig"
        self.serviceProviderConfig = DiscoveryEndpoint(
            path: path,
            document: configuration.value(location: baseURL.text + path)
        )
    }
}

/// Documents that do not change while the service runs.
struct DiscoveryEndpoint: Endpoint {
    let path: String
    private let document: ByteBuffer
    private let members: [(id: SchemaURN, document: ByteBuffer)]

    /// Serves one document.
    init(path: String, document: Value) {
        self.path = path
        self.document = ByteBuffer(bytes: JSONWriter.bytes(document))
        self.members = []
    }

    /// Serves a list and each of its resources by id.
    init(listing resources: [Resource], of type: ResourceType, baseURL: BaseURL) {
        var values: [Value] = []
        var members: [(id: SchemaURN, document: ByteBuffer)] = []
        for resource in resources {
            let id = resource.id ?? ""
            let location = baseURL.location(of: type.endpoint, id: id)
            let value = resource.value(of: type, location: location)
            values.append(value)
            members.append((SchemaURN(rawValue: id), ByteBuffer(bytes: JSONWriter.bytes(value))))
        }
        self.path = type.endpoint
        self.document = ByteBuffer(
            bytes: JSONWriter.bytes(ListResponse.value(totalResults: values.count, values: values))
        )
        self.members = members
    }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard call.method == .get || call.method == .head else {
            return .methodNotAllowed(call.method, allowed: "GET, HEAD")
        }
        guard !(try call.parameters().hasFilter) else {
            throw .forbidden("\(self.path) cannot be filtered; leave the filter away.")
        }
        return Answer(.ok, body: try self.document(id))
    }

    private func document(_ id: String?) throws(SCIMError) -> ByteBuffer {
        guard let id else { return self.document }
        guard let member = self.members.first(where: { $0.id == SchemaURN(rawValue: id) }) else {
            throw .notFound("\(self.path) has no member \(id).")
        }
        return member.document
    }
}

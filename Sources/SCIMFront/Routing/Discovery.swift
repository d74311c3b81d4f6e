import NIOCore
import NIOHTTP1
import SCIM

/// The endpoints that describe the service (RFC 7644 4), written once from what the providers serve.
struct Discovery {
    let endpoints: [DiscoveryEndpoint]

    init(types: [ResourceType], configuration: ServiceProviderConfig, baseURL: BaseURL) {
        var schemas: [Schema] = []
        for schema in types.flatMap(\.schemas) where !schemas.contains(where: { $0.id == schema.id }) {
            schemas.append(schema)
        }
        let path = "/ServiceProviderConfig"
        let description = OpenAPIDocument(types: types, configuration: configuration, baseURL: baseURL)
        self.endpoints = [
            DiscoveryEndpoint(listing: schemas.map(\.resource), of: .schema, baseURL: baseURL),
            DiscoveryEndpoint(listing: types.map(\.resource), of: .resourceType, baseURL: baseURL),
            DiscoveryEndpoint(path: path, document: configuration.value(location: baseURL.text + path)),
            DiscoveryEndpoint(path: OpenAPIDocument.path, document: description.value, contentType: "application/json"),
        ]
    }
}

/// Documents that do not change while the service runs.
struct DiscoveryEndpoint: Endpoint {
    let path: String
    private let document: ByteBuffer
    private let contentType: String
    private let members: [(id: SchemaURN, document: ByteBuffer)]

    /// Serves one document.
    init(path: String, document: Value, contentType: String = "application/scim+json") {
        self.path = path
        self.contentType = contentType
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
        self.contentType = "application/scim+json"
        self.document = ByteBuffer(
            bytes: JSONWriter.bytes(ListResponse.value(totalResults: values.count, values: values))
        )
        self.members = members
    }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard call.method == .GET || call.method == .HEAD else {
            return .methodNotAllowed(call.method, allowed: "GET, HEAD")
        }
        guard !(try call.parameters().hasFilter) else {
            throw .forbidden("\(self.path) cannot be filtered; leave the filter away.")
        }
        var answer = Answer(.ok, body: try self.document(id))
        answer.contentType = self.contentType
        return answer
    }

    private func document(_ id: String?) throws(SCIMError) -> ByteBuffer {
        guard let id else { return self.document }
        guard let member = self.members.first(where: { $0.id == SchemaURN(rawValue: id) }) else {
            throw .notFound("\(self.path) has no member \(id).")
        }
        return member.document
    }
}

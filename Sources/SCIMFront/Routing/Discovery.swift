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
            DiscoveryEndpoint(path: Schema.endpoint, of: schemas, by: \.id.rawValue, baseURL) {
                $0.value(location: $1)
            },
            DiscoveryEndpoint(path: ResourceType.endpoint, of: types, by: \.id, baseURL) { $0.value(location: $1) },
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

    /// Serves a list, and each of its members by id.
    init<Member>(
        path: String, of members: [Member], by id: (Member) -> String, _ baseURL: BaseURL,
        value: (Member, _ location: String) -> Value
    ) {
        let documents = members.map { member in
            let location = baseURL.location(of: path, id: id(member))
            return RenderedResource(id: id(member), bytes: JSONWriter.bytes(value(member, location)))
        }
        self.path = path
        self.contentType = "application/scim+json"
        self.document = ByteBuffer(bytes: ListResponse(totalResults: documents.count, resources: documents).bytes)
        self.members = documents.map { (SchemaURN(rawValue: $0.id ?? ""), ByteBuffer(bytes: $0.bytes)) }
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

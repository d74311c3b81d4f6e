/// What a body says in `schemas` that it is; that may be missing.
struct DeclaredSchemas {
    private let elements: [Value]

    init(of body: Object) {
        self.elements = body["schemas"]?.elements ?? []
    }

    /// Refuses a body that says that it is a resource of another type.
    ///
    /// Entra: `schemas` may name what nobody knows, such as
    /// `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group`.
    /// - Throws: `invalidSyntax`.
    func checkResource(isOf type: ResourceType) throws(SCIMError) {
        if let other = self.first(of: Self.core, insteadOf: type.schema.id) {
            throw .invalidSyntax(
                "The body names \(other) in 'schemas', but here is \(type.endpoint): send \(type.schema.id) for a \(type.name)."
            )
        }
    }

    /// Refuses a body that says that it is another message.
    ///
    /// - Throws: `invalidSyntax`.
    func checkMessage(is message: SchemaURN) throws(SCIMError) {
        if let other = self.first(of: Self.messages, insteadOf: message) {
            throw .invalidSyntax("The body names \(other) in 'schemas', but \(message) belongs here.")
        }
    }

    /// The first of the schemas named that is one of `known`, unless `own` is named too.
    private func first(of known: [SchemaURN], insteadOf own: SchemaURN) -> SchemaURN? {
        let named = self.elements.lazy.compactMap { $0.string.map(SchemaURN.init(rawValue:)) }
        return named.contains(own) ? nil : named.first(where: known.contains)
    }

    private static let core: [SchemaURN] = [.user, .group, .schema, .resourceType, .serviceProviderConfig]
    private static let messages: [SchemaURN] = [
        .error, .listResponse, .patchOp, .searchRequest, .bulkRequest, .bulkResponse,
    ]
}

extension Object {
    /// Refuses a body that says in `schemas` that it is a resource of another type.
    ///
    /// Entra: `schemas` may be missing, and may name what nobody knows, such as
    /// `http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group`.
    /// - Throws: `invalidSyntax`.
    func checkResource(isOf type: ResourceType) throws(SCIMError) {
        if let other = self.schemas(instead: type.schema.id, among: SchemaURN.coreSchemas) {
            throw .invalidSyntax(
                "The body names \(other) in 'schemas', but here is \(type.endpoint): send \(type.schema.id) for a \(type.name)."
            )
        }
    }

    /// Refuses a body that says in `schemas` that it is another message; `schemas` may be missing.
    ///
    /// - Throws: `invalidSyntax`.
    func checkMessage(is message: SchemaURN) throws(SCIMError) {
        if let other = self.schemas(instead: message, among: SchemaURN.messages) {
            throw .invalidSyntax("The body names \(other) in 'schemas', but \(message) belongs here.")
        }
    }

    /// The first of the schemas named that is one of `known`, unless `own` is named too.
    private func schemas(instead own: SchemaURN, among known: [SchemaURN]) -> SchemaURN? {
        let named = (self["schemas"]?.elements ?? []).lazy.compactMap { $0.string.map(SchemaURN.init(rawValue:)) }
        return named.contains(own) ? nil : named.first(where: known.contains)
    }
}

extension SchemaURN {
    fileprivate static let coreSchemas: [SchemaURN] = [.user, .group, .schema, .resourceType, .serviceProviderConfig]
    fileprivate static let messages: [SchemaURN] = [
        .error, .listResponse, .patchOp, .searchRequest, .bulkRequest, .bulkResponse,
    ]
}

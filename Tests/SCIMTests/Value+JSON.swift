import SCIM

extension Value {
    /// Reads the JSON of a test.
    init(json: String) throws {
        self = try JSONReader.read(json.utf8)
    }

    /// The JSON text, with the order and spelling of the members.
    var json: String {
        String(decoding: JSONWriter.bytes(self), as: UTF8.self)
    }
}

extension Resource {
    /// Makes a resource from the JSON of its attributes as they are kept.
    init(attributes json: String) throws {
        let value = try Value(json: json)
        self.init(id: "id-1", attributes: value.object ?? [:])
    }
}

extension String {
    /// Writes out the URNs that tests abbreviate: `ENT`, `CORE` and `GROUP`.
    var expanded: String {
        self.split(separator: "ENT", omittingEmptySubsequences: false)
            .joined(separator: SchemaURN.enterpriseUser.rawValue)
            .split(separator: "CORE", omittingEmptySubsequences: false).joined(separator: SchemaURN.user.rawValue)
    }
}

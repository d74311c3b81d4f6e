import SCIM

extension AttributePath {
    /// The name by which Entra looks for people.
    static let userName = AttributePath(attribute: "userName")
    /// The id by which a client knows a resource.
    static let externalId = AttributePath(attribute: "externalId")
}

/// Which part of the service a call is for.
///
/// The metrics tell calls apart by it, and so there are few: whatever is served under no known path, or refused before that is looked
/// at, is ``other``.
enum CallRoute: Int, CaseIterable, Sendable {
    case root, users, user, userSearch, groups, group, groupSearch, search, bulk, me
    case configuration, resourceTypes, resourceType, schemas, schema, token, other

    /// The path below the base URL, with `{id}` in the place of an id.
    var template: String {
        switch self {
        case .root: "/"
        case .users: "/Users"
        case .user: "/Users/{id}"
        case .userSearch: "/Users/.search"
        case .groups: "/Groups"
        case .group: "/Groups/{id}"
        case .groupSearch: "/Groups/.search"
        case .search: "/.search"
        case .bulk: "/Bulk"
        case .me: "/Me"
        case .configuration: "/ServiceProviderConfig"
        case .resourceTypes: "/ResourceTypes"
        case .resourceType: "/ResourceTypes/{id}"
        case .schemas: "/Schemas"
        case .schema: "/Schemas/{id}"
        case .token: "/oauth/token"
        case .other: "other"
        }
    }

    /// The route with a template: `/Users/{id}` → ``user``.
    init(template: String) {
        self = Self.allCases.first { $0.template == template } ?? .other
    }
}

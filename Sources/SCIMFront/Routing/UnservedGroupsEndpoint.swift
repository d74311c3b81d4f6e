import NIOHTTP1
import SCIM

/// Groups where none are configured.
struct UnservedGroupsEndpoint: Endpoint {
    var path: String { ResourceType.group.endpoint }

    /// Entra: its connection test also looks for a random group, and takes a 404 for a bad connection; an empty list says that
    /// there is no such group.
    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard id == nil, call.method == .GET || call.method == .HEAD else {
            throw .notFound(
                "Groups are not configured here, only users are served. Add a `groups:` section with a base to Starbridge's "
                    + "configuration, or turn the provisioning of groups off in the client."
            )
        }
        return Answer(.ok, ListResponse(totalResults: 0, resources: []))
    }
}

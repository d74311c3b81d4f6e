import SCIM

/// The alias of the authenticated subject (RFC 7644 3.11), which a client that is no user does not have.
struct SelfEndpoint: Endpoint {
    let path = "/Me"

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        throw SCIMError(
            status: 501,
            detail: "\(self.path) is not served: a token stands for a client, not for a user. Name the user by its id.")
    }
}

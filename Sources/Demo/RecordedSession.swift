import SCIM

/// What Entra's provisioning service says to a bridge, from the connection test to the last DELETE.
///
/// The shapes are those of its requests: the random GUID of the connection test, spaces sent as `+`, the older PATCH dialect
/// with capital operators and `"False"`, and the newer one of `aadOptscim062020` with one operation for many attributes.
enum RecordedSession {
    /// All calls in their order; they suit the sample tree, new and of at least ``people`` people.
    static let calls =
        connecting + PeopleCalls.creating + PeopleCalls.adopting + GroupCalls.all + LeavingCalls.locking
        + LeavingCalls.leaving

    /// The size of the smallest tree that has everybody in it who is talked about.
    static let people = 30

    /// The `schemas` of a PATCH.
    static let patch = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]"

    private static let connecting = [
        RecordedCall(
            title: "Test connection: a random GUID matches nobody",
            method: "GET",
            path: "/Users?filter=userName+eq+%228646d011-1693-4cd3-9ee6-0d7482ca2219%22",
            status: 200,
            answer: [("/totalResults", 0), ("/schemas/0", "urn:ietf:params:scim:api:messages:2.0:ListResponse")]
        ),
        RecordedCall(
            title: "The same with a token that nobody issued",
            method: "GET",
            path: "/Users?filter=userName+eq+%228646d011-1693-4cd3-9ee6-0d7482ca2219%22",
            hasWrongToken: true,
            status: 401,
            answer: [("/status", "401")]
        ),
    ]
}

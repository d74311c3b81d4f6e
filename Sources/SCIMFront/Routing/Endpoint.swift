import SCIM

/// What is served under one name below the base URL, such as `/Users`.
protocol Endpoint: Sendable {
    /// The path below the base URL, with its slash.
    var path: String { get }

    /// Answers a call to the endpoint, or to what has an id below it.
    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer
}

/// The event that the body of a request is now wanted, on its way from who reads it to the connection.
struct BodyAwaited: Sendable {}

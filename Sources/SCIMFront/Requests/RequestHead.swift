import NIOCore
import NIOHTTP1

/// The head of a request, with what matters of its fields; it is handed along often, so it is one object.
final class RequestHead: Sendable {
    let method: HTTPMethod
    /// The target as it came, such as `/scim/v2/Users?count=1`.
    let target: String
    let fields: RequestFields
    /// When it was complete.
    let since: NIODeadline

    init(_ head: HTTPRequestHead, _ fields: RequestFields, since: NIODeadline) {
        self.method = head.method
        self.target = head.uri
        self.fields = fields
        self.since = since
    }
}

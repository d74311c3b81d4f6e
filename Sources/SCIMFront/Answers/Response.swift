public import NIOCore
public import NIOHTTP1

/// An answer of a ``Front`` in HTTP's form.
public struct Response: Sendable {
    /// The status.
    public let status: HTTPResponseStatus
    /// The header fields, but for those that belong to the connection.
    public let headers: HTTPHeaders
    /// The body; empty where none is sent.
    public let body: ByteBuffer
}

public import NIOCore
public import NIOHTTP1

/// An HTTP request on its way to a ``Front``.
public struct Request: Sendable {
    let head: RequestHead
    /// Where it comes from.
    let client: ClientAddress
    private let source: Source

    /// Where the body comes from, and whatever else is known of the client.
    private enum Source {
        case connection(ClientConnection)
        case nobody(ByteBuffer)
    }

    init(_ head: RequestHead, from client: ClientAddress, over connection: ClientConnection) {
        self.head = head
        self.client = client
        self.source = .connection(connection)
    }

    /// Makes a request that came over no connection, such as one that is only explained.
    public init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        self.head = RequestHead(head, RequestFields(headers), since: .now())
        self.client = ClientAddress(nil)
        self.source = .nobody(body)
    }
}

extension Request {
    var method: HTTPMethod { self.head.method }

    var target: String { self.head.target }

    /// The IP address of the client, as far as it is known.
    var address: String? { self.client.address }

    /// The client has shown a token that is known.
    func trust() {
        if case .connection(let connection) = self.source { connection.trust() }
    }

    /// Reads the body; it is asked for once.
    func body(upTo limit: Int) async throws(BodyFault) -> ByteBuffer {
        switch self.source {
        case .connection(let connection): return try await connection.body(upTo: limit)
        case .nobody(let body):
            if body.readableBytes > limit { throw .tooLarge }
            return body
        }
    }
}

import NIOCore
import NIOHTTP1
import Testing

@testable import SCIMFront

@Suite struct ResponseBytesTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"

    @Test(arguments: [nil, "close"])
    func isOnePieceAsHTTPAsks(connection: String?) {
        let response = Response(status: .created, headers: ["ETag": "\"7\""], body: ByteBuffer(string: "{}"))
        let (bytes, rest) = response.bytes(date: Self.date, connection: connection)
        let option = connection.map { "Connection: \($0)\r\n" } ?? ""
        #expect(
            String(buffer: bytes)
                == "HTTP/1.1 201 Created\r\nETag: \"7\"\r\nDate: \(Self.date)\r\n\(option)\r\n{}")
        #expect(rest == nil)
    }

    @Test func aLongBodyIsNotCopied() {
        let body = ByteBuffer(repeating: 0, count: 1 << 20)
        let (bytes, rest) = Response(status: .ok, headers: [:], body: body).bytes(date: Self.date, connection: nil)
        #expect(bytes.readableBytes < 100 && rest == body)
    }

    @Test(arguments: [(HTTPResponseStatus.noContent, nil), (.notModified, nil), (.ok, "0"), (.notFound, "0")])
    func hasALengthWhereThereMayBeABody(status: HTTPResponseStatus, length: String?) {
        let response = Answer(status).response(to: "1", omittingBody: false)
        #expect(response.headers.first(name: "Content-Length") == length)
    }
}

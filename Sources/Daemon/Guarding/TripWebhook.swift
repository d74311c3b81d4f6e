import AsyncHTTPClient
import Encodings
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Safeguards

/// Posts to a URL that a class is held: counts and a time, and nobody's name.
struct TripWebhook {
    let url: String
    /// How long it may take.
    var limit = Duration.seconds(10)

    /// - Throws: ``TripFault`` if it is not taken.
    func post(_ alarm: Guard.Alarm) async throws(TripFault) {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration)
        let fault = await self.fault(of: alarm, client)
        try? await client.shutdown()
        if let fault { throw fault }
    }

    private func fault(of alarm: Guard.Alarm, _ client: HTTPClient) async -> TripFault? {
        do {
            var request = HTTPClientRequest(url: self.url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try Self.body(of: alarm)))
            let response = try await client.execute(request, timeout: TimeAmount(self.limit))
            return (200..<300).contains(response.status.code)
                ? nil : TripFault("the webhook answered \(response.status)")
        } catch {
            return TripFault("the webhook was not reached: \(error)")
        }
    }

    /// What is posted.
    static func body(of alarm: Guard.Alarm) throws -> Data {
        struct Body: Encodable {
            var event = "guard.held"
            var `class`: String
            var counted: Int
            var allowed: Int
            var since: String
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try encoder.encode(
            Body(
                class: "\(alarm.guardClass)", counted: alarm.counted, allowed: alarm.allowed,
                since: alarm.since.internetDateTime))
    }

    /// TLS is verified, redirects are not followed, and the environment says nothing.
    private static var configuration: HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }
}

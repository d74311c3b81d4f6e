import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// Fetches the keys of an issuer over HTTP, each time on a new connection: a changed file with authorities counts at once, and nothing
/// stays open between two fetches.
struct HTTPKeyFetcher: KeyFetcher {
    let issuer: TrustedIssuer
    /// How long it may take.
    var limit = Duration.seconds(10)

    /// The most bytes of an answer, of which Entra's have fifteen thousand.
    private static let maximumSize = 262_144

    func fetch() async throws(KeyFault) -> [UInt8] {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try self.configuration())
        let result = await self.result(of: client)
        try? await client.shutdown()
        return try result.get()
    }

    /// The keys within the time limit.
    private func result(of client: HTTPClient) async -> Result<[UInt8], KeyFault> {
        await withTaskGroup(of: Result<[UInt8], KeyFault>.self) { group in
            group.addTask { await self.answer(of: client) }
            group.addTask {
                try? await Task.sleep(for: self.limit)
                return .failure(KeyFault("\(self.issuer.keysURL) took longer than \(self.limit)"))
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(KeyFault("nobody fetched them"))
        }
    }

    private func answer(of client: HTTPClient) async -> Result<[UInt8], KeyFault> {
        do {
            var request = HTTPClientRequest(url: self.issuer.keysURL)
            request.headers.add(name: "Accept", value: "application/json")
            let response = try await client.execute(request, timeout: TimeAmount(self.limit))
            guard response.status == .ok else {
                return .failure(KeyFault("\(self.issuer.keysURL) answered \(response.status)"))
            }
            return .success(Array(buffer: try await response.body.collect(upTo: Self.maximumSize)))
        } catch is NIOTooManyBytesError {
            return .failure(KeyFault("\(self.issuer.keysURL) answered with more than \(Self.maximumSize) bytes"))
        } catch {
            return .failure(KeyFault("\(self.issuer.keysURL) could not be read: \(error)"))
        }
    }

    /// TLS is verified, redirects are not followed, and the environment says nothing.
    /// - Throws: ``KeyFault`` if the file with the authorities cannot be used.
    private func configuration() throws(KeyFault) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile = self.issuer.caFile {
            guard let authorities = try? NIOSSLCertificate.fromPEMFile(caFile), !authorities.isEmpty else {
                throw KeyFault("there is no PEM certificate in \(caFile)")
            }
            tls.trustRoots = .certificates(authorities)
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.proxy = self.issuer.proxy.map { .server(host: $0.host, port: $0.port) }
        return configuration
    }
}

import Foundation
import LocalIssuer
import NIOCore
import NIOHTTP1
import NIOSSL
import Sandbox
import Testing

@testable import Authentication

@Suite(.timeLimit(.minutes(3))) struct HTTPKeyFetcherTests {
    /// Fetches with more time than a busy machine needs, unless the time is what matters.
    private static func fetch(
        _ url: String, caFile: String? = nil, proxy: TrustedIssuer.Proxy? = nil, limit: Duration = .seconds(60)
    ) async -> Result<String, KeyFault> {
        let issuer = TrustedIssuer(tenant: EntraScene.tenant, keysURL: url, caFile: caFile, proxy: proxy)
        do throws(KeyFault) {
            return .success(
                String(decoding: try await HTTPKeyFetcher(issuer: issuer, limit: limit).fetch(), as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }

    private static func fault(_ habit: KeyServer.Habit, limit: Duration = .seconds(60)) async throws -> String {
        try await KeyServer.run(habit) { _, url in
            if case .failure(let fault) = await Self.fetch(url, limit: limit) {
                fault.description
            } else {
                "it was taken"
            }
        }
    }

    @Test func fetches() async throws {
        try await KeyServer.run(.answer(.ok, [:], Array("keys".utf8))) { server, url in
            #expect(await Self.fetch(url) == .success("keys"))
            #expect(server.requests == ["/keys"])
        }
    }

    @Test(arguments: [302, 307, 404, 500, 204]) func takesNothingButAnAnswer(status: Int) async throws {
        let status = HTTPResponseStatus(statusCode: status)
        let headers: HTTPHeaders = ["Location": "http://127.0.0.1:1/elsewhere"]
        #expect(try await Self.fault(.answer(status, headers, [])).contains("answered \(status.code)"))
    }

    /// Neither server ever ends its answer: a fetch without a bound would end with the test's own limit.
    @Test(arguments: [KeyServer.Habit.silence, .drip]) func boundsTheTime(habit: KeyServer.Habit) async throws {
        let fault = try await Self.fault(habit, limit: .milliseconds(300))
        #expect(fault.contains("took longer than") || fault.contains("could not be read"), "\(fault)")
    }

    @Test func boundsTheSize() async throws {
        let fault = try await Self.fault(.answer(.ok, [:], [UInt8](repeating: 32, count: 300_000)))
        #expect(fault.contains("more than 262144 bytes"), "\(fault)")
    }

    @Test func saysThatNobodyListens() async throws {
        let port = try #require(Loopback.freePort())
        let result = await Self.fetch("http://localhost:\(port)/keys")
        guard case .failure(let fault) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(fault.description.contains("could not be read"))
    }

    /// Only an authority that is named, or one of the machine's, vouches for the server, and only for its name.
    @Test func verifiesTheServer() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let certificates = Certificates(folder: folder.path)
        try await certificates.make()
        let other = Certificates(folder: folder.path + "/other")
        try FileText.makeFolder(folder.path + "/other")
        try await other.make()
        let tls = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(certificates.path("server.pem")).map {
                    .certificate($0)
                },
                privateKey: .privateKey(NIOSSLPrivateKey(file: certificates.path("server.key"), format: .pem))))
        try await KeyServer.run(.answer(.ok, [:], Array("keys".utf8)), tls: tls) { server, url in
            #expect(await Self.fetch(url, caFile: certificates.authority) == .success("keys"))
            for caFile in [nil, other.authority, folder.path + "/nothing.pem"] {
                let result = await Self.fetch(url, caFile: caFile)
                guard case .failure = result else {
                    Issue.record("\(caFile ?? "the machine") vouched for the server")
                    return
                }
            }
            #expect(server.requests == ["/keys"])
        }
    }

    /// A proxy is asked where the configuration names one.
    @Test func usesTheProxyThatIsNamed() async throws {
        try await KeyServer.run(.answer(.ok, [:], Array("keys".utf8))) { server, url in
            let port = try #require(URL(string: url)?.port)
            let proxy = TrustedIssuer.Proxy(host: "localhost", port: port)
            // The server is none that passes anything on; what is asked of it tells where the fetch goes.
            _ = await Self.fetch("https://keys.example/x", proxy: proxy)
            #expect(server.requests.first == "keys.example:443")
        }
    }
}

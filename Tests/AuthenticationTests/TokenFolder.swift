import Authentication
import Foundation
import LogLines
import Sandbox
import SCIM

/// A tokens file in a folder of its own, a clock and a log.
struct TokenFolder {
    let folder: SandboxFolder
    let clock = TestClock()
    let lines = LogLines()

    init() throws {
        self.folder = try SandboxFolder(named: nil)
    }

    /// Runs a test in a folder that is removed in the end.
    static func run<Result>(_ body: (TokenFolder) async throws -> Result) async throws -> Result {
        let folder = try TokenFolder()
        defer { folder.folder.remove() }
        return try await body(folder)
    }

    var file: TokensFile { TokensFile(path: self.folder.path + "/tokens.json") }

    func store() -> TokenStore {
        TokenStore(file: self.file, clock: self.clock.clock, logger: self.lines.logger)
    }

    /// Adds a token; `life` is how many seconds it lives.
    func add(_ name: String, _ token: String, life: Double? = nil, scopes: Scopes = .service, client: String? = nil)
        throws
    {
        let record = TokensFile.Record(
            name: name, digest: SecretToken.digest(of: token), created: self.clock.now,
            expires: life.map { self.clock.now + $0 }, scopes: scopes, client: client)
        try self.file.update { $0.append(record) }
    }
}

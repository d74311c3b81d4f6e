import Foundation
import Glibc
import LDAP
import SCIM
import Sandbox
import Testing

@testable import Demo

/// `starbridge rehearse` as a process, in front of a copy of some directory.
struct RehearsalScene {
    /// The folder of the configuration.
    let configuration: String
    /// The folder of the rehearsal.
    let folder: String
    let port: Int
    let process: ChildProcess

    var log: String { FileText.read(self.configuration + "/rehearse.log") }

    /// Starts a rehearsal of the directory at a URL, waits until it answers, and ends it with `body`.
    static func run(
        _ change: (inout Daemon.Settings) -> Void, arguments: [String] = [],
        _ body: (RehearsalScene) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        var settings = Daemon.Settings()
        settings.port = 1
        change(&settings)
        try Daemon.writeFiles(settings, in: folder.path)
        let scene = try RehearsalScene(in: folder.path, arguments)
        let result: Result<Void, any Error>
        do {
            try await scene.becomesReady()
            result = .success(try await body(scene))
        } catch {
            result = .failure(error)
        }
        scene.process.signal(SIGTERM)
        _ = await scene.process.status()
        try result.get()
    }

    private init(in folder: String, _ arguments: [String]) throws {
        self.port = try #require(Loopback.freePort())
        (self.configuration, self.folder) = (folder, folder + "/copy")
        self.process = try Program.start(
            [
                "rehearse", "--json", "--config", folder + "/starbridge.yaml", "--listen", "127.0.0.1:\(self.port)",
                "--folder", self.folder,
            ] + arguments, environment: ["CREDENTIALS_DIRECTORY": folder], log: folder + "/rehearse.log")
    }

    private func becomesReady() async throws {
        while !self.log.contains("\"tenant_url\"") {
            try #require(self.process.isRunning, "\(self.log)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Makes one call that is to succeed.
    @discardableResult
    func call(
        _ method: String, _ path: String, body: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawAnswer {
        let answer = try await Daemon.call(method, path, body: body, port: self.port)
        #expect(200..<300 ~= answer.status, "\(answer.text)\n\(self.log)", sourceLocation: sourceLocation)
        return answer
    }

    /// The id of somebody.
    func id(_ userName: String, at endpoint: String = "/Users", by path: String = "userName") async throws -> String {
        let answer = try await self.call("GET", "\(endpoint)?filter=\(path)+eq+%22\(userName)%22")
        let resources = answer.body.object?["Resources"]?.array ?? []
        return try #require(resources.first?.object?["id"]?.string, "\(answer.text)")
    }

    /// Changes one attribute of somebody.
    func replace(_ id: String, _ path: String, _ value: String, at endpoint: String = "/Users") async throws {
        try await self.call("PATCH", "\(endpoint)/\(id)", body: Self.patch("Replace", path, value))
    }

    static func patch(_ operation: String, _ path: String, _ value: String) -> String {
        """
        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
         "Operations":[{"op":"\(operation)","path":"\(path)","value":\(value)}]}
        """
    }

    /// Runs `starbridge rehearse --report` on the folder.
    func report(_ arguments: String...) async throws -> (status: Int32, output: String) {
        let log = self.configuration + "/report.log"
        let process = try Program.start(
            ["rehearse", "--report", "--folder", self.folder] + arguments,
            environment: ["CREDENTIALS_DIRECTORY": self.configuration], log: log)
        return (await process.status(), FileText.read(log))
    }

    /// Ends the rehearsal as Ctrl-C does.
    func end() async -> Int32 {
        self.process.signal(SIGINT)
        return await self.process.status()
    }

    /// The entries of the copy.
    func entries() async throws -> String {
        var options = PrivateSlapd.Options(folder: self.folder)
        options.suffix = try RehearsalFolder(path: self.folder).read().suffix
        let file = self.configuration + "/entries.ldif"
        try await options.writeEntries(to: file)
        return FileText.read(file)
    }
}

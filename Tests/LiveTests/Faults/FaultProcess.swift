import Authentication
import Bridge
import Foundation
import Glibc
import NIOHTTP1
import SCIM
import Safeguards
import Sandbox
import Translator

/// `starbridge serve` in front of one directory: a process that can be killed and started again.
actor FaultProcess: FaultBridge {
    private let folder: SandboxFolder
    private let port: Int
    /// What `on_delete` of people says, as YAML.
    private let deletion: String
    private var process: ChildProcess?

    init(deletion: Mapping.Deletion) throws {
        self.deletion =
            switch deletion {
            case .delete: "{ strategy: delete }"
            case .mark, .trash: "{ strategy: trash, base: \"ou=leavers,\(FaultWorld.suffix)\" }"
            }
        self.folder = try SandboxFolder(named: nil)
        guard let port = Loopback.freePort() else { throw SandboxError("No free port was found on 127.0.0.1.") }
        self.port = port
        try FileText.write("starbridge-secret\n", to: self.folder.path + "/ldap-password")
        try TokensFile(path: self.folder.path + "/tokens.json").update {
            $0.append(.init(name: "entra", digest: SecretToken.digest(of: Daemon.token), created: .now))
        }
    }

    /// Runs a bridge for the length of `body`.
    static func run<Output: Sendable>(
        deletion: Mapping.Deletion = FaultScenario.trash.deletion, _ body: (FaultProcess) async throws -> Output
    ) async throws -> Output {
        let process = try FaultProcess(deletion: deletion)
        let result: Result<Output, any Error>
        do { result = .success(try await body(process)) } catch { result = .failure(error) }
        await process.kill()
        process.folder.remove()
        return try result.get()
    }

    /// The process id while it runs.
    var pid: pid_t? { self.process?.pid }

    /// Starts it in front of the directory on a port, and waits until it serves.
    func start(directory: Int) async throws {
        try FileText.write(self.configuration(directory), to: self.folder.path + "/starbridge.yaml")
        unlink(self.folder.path + "/notify")
        let notices = try NotifySocket(in: self.folder.path)
        let process = try Program.start(
            ["serve", "--config", self.folder.path + "/starbridge.yaml"],
            environment: ["CREDENTIALS_DIRECTORY": self.folder.path, "NOTIFY_SOCKET": notices.path],
            log: self.folder.path + "/serve.log")
        self.process = process
        do { try await notices.wait(for: "READY=1") } catch {
            throw SandboxError("\(error)\n" + FileText.read(self.folder.path + "/serve.log"))
        }
        // It has read the schema before anything goes wrong.
        let answer = await self.answer(.GET, "/Users/none", nil)
        guard answer.status == 404 else { throw SandboxError(answer.short) }
    }

    /// Ends it as a power cut would.
    func kill() async {
        self.process?.signal(SIGKILL)
        _ = await self.process?.status()
    }

    /// What is wrong with the journal: it is whole, and knows what became of every change.
    nonisolated func journalFaults() throws -> [String] {
        try self.journal().compactMap { finding in
            switch finding {
            case .damage(let damage): "journal: \(damage)"
            case .event(let event) where event.outcome == nil || event.outcome?.ending == .unknown:
                "journal: nobody knows what became of \(event)"
            case .event: nil
            }
        }
    }

    /// What is wrong with the journal where the directory has made so many changes for its last call, of which `former` events know nothing.
    ///
    /// What it says is done was made, what it says is not was not; what others may have changed it may leave open.
    nonisolated func journalFaults(after former: Int, changes: Int) throws -> [String] {
        let findings = try self.journal()
        let events = findings.compactMap { if case .event(let event) = $0 { event } else { nil } }.dropFirst(former)
        let damage = findings.compactMap { if case .damage(let damage) = $0 { "journal: \(damage)" } else { nil } }
        let open = events.filter { $0.outcome == nil }.map { "journal: it is left open what became of \($0)" }
        let fates = events.flatMap(\.steps).map(\.fate)
        let done = fates.count { $0 == .done || $0 == .stayed }
        let unknown = fates.count { $0 == .unknown || $0 == .inDoubt }
        let isTrue = done <= changes && changes <= done + unknown
        let lie = isTrue ? [] : ["journal: \(changes) changes were made, and it tells of \(done): \(Array(events))"]
        return damage + open + lie
    }

    /// How many events the journal has.
    nonisolated func events() throws -> Int {
        try self.journal().count { if case .event = $0 { true } else { false } }
    }

    private nonisolated func journal() throws -> [JournalReader.Finding] {
        Array(try JournalReader(directory: self.folder.path + "/journal").findings(.oldestFirst))
    }

    nonisolated func answer(_ method: HTTPMethod, _ path: String, _ body: String?) async -> FaultAnswer {
        do {
            let connection = try RawConnection(port: self.port)
            let text = Daemon.request(method.rawValue, path, body: body ?? "", headers: "Connection: close")
            try connection.send(text)
            let answer = try await connection.answer()
            return FaultAnswer(
                status: answer.status, detail: answer.body.object?["detail"]?.string ?? "",
                hasRetryAfter: answer.headers["retry-after"] != nil, body: answer.body)
        } catch {
            return FaultAnswer(status: 0, detail: "\(error)")
        }
    }

    private func configuration(_ directory: Int) -> String {
        """
        listen: [{ address: "127.0.0.1:\(self.port)" }]
        base_url: https://scim.acme.example/scim/v2
        tokens_file: "\(self.folder.path)/tokens.json"
        guard: off # All that is changed here is meant.
        limits: { rate: 1000000, burst: 1000000 }
        directory:
          servers: ["ldap://127.0.0.1:\(directory)"]
          bind: { dn: "cn=starbridge,ou=services,\(FaultWorld.suffix)", password_file: "${CREDENTIALS_DIRECTORY}/ldap-password" }
          timeout: 2s
        users:
          base: "ou=people,\(FaultWorld.suffix)"
          attributes:
            userName: uid
            externalId: { attribute: labeledURI, choose: { matching: '^[^:/ ]+$' } }
            name.familyName: { attribute: sn, default: "{userName}" }
            displayName: { attribute: cn, default: "{userName}" }
            title: title
            emails[type eq "work"].value: mail
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: manager
          active: { strategy: ppolicy-lock }
          on_delete: \(self.deletion)
          on_rename: follow
        groups:
          base: "ou=groups,\(FaultWorld.suffix)"
          on_delete: { strategy: delete }
          on_rename: follow

        """
    }
}

import Foundation
import Glibc
import SCIM
import Sandbox
import Testing

/// `starbridge status` and `starbridge reload` in front of a daemon, all of them processes.
@Suite(.needsSlapd, .timeLimit(.minutes(5))) struct ControlCommandTests {
    /// What a command has printed, and its status.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    private static func command(_ arguments: String..., socket: String?, config: String = "/nonexistent") async throws
        -> Outcome
    {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let place = socket.map { ["--socket", $0] } ?? ["--config", config]
        let script = #"exec "$@" 2>\#(folder.path)/errors"#
        let process = try Program.start(
            arguments + place, launcher: ["/bin/sh", "-c", script, "sh"], log: folder.path + "/output")
        let status = await process.status()
        return Outcome(
            status: status, output: FileText.read(folder.path + "/output"),
            errors: FileText.read(folder.path + "/errors"))
    }

    /// A daemon whose control socket is in its folder.
    private static func run(
        _ change: (inout Daemon.Settings) -> Void = { _ in }, people: Int = 1,
        _ body: (Daemon, String, PrivateSlapd) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let socket = folder.path + "/control.sock"
        let settings: (inout Daemon.Settings) -> Void = {
            $0.sections = "control_socket: \"\(socket)\""
            change(&$0)
        }
        try await Daemon.runConnected(settings, people: people) { try await body($0, socket, $1) }
    }

    @Test func aPersonIsToldHowTheDaemonStands() async throws {
        try await Self.run { daemon, socket, slapd in
            #expect(try await daemon.call("GET", "/Users").status == 200)
            let outcome = try await Self.command("status", socket: socket)
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
            for words in [
                " is ready", "running for ", "generation 1 of \(daemon.configuration)", "\(slapd.ldapURL ?? "")",
                "in use, preferred",
                "connections", "127.0.0.1:\(daemon.settings.port)", "entra", "Journal\n  \(daemon.folder)/journal: ",
                "sync: batch",
            ] { #expect(outcome.output.contains(words), "\(words) in \(outcome.output)") }
            for line in outcome.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
            #expect(!outcome.output.contains(Daemon.token) && !outcome.output.contains("starbridge-secret"))
        }
    }

    @Test func aMachineGetsOneObject() async throws {
        try await Self.run { daemon, socket, slapd in
            let body =
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x","name":{"familyName":"X"},"emails":[{"type":"work","value":"x@acme.example"}],"nickName":"Zed"}"#
            _ = try await daemon.call("POST", "/Users", body: body)
            let outcome = try await Self.command("status", "--json", socket: socket)
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            #expect(object["health"] as? String == "ready")
            #expect((object["generation"] as? [String: Any])?["number"] as? Int == 1)
            let server = ((object["directory"] as? [String: Any])?["servers"] as? [[String: Any]])?.first
            #expect(server?["role"] as? String == "used" && server?["is_preferred"] as? Bool == true)
            let ignored = try #require(object["ignored"] as? [[String: Any]])
            #expect(ignored.contains { $0["attribute"] as? String == "nickName" }, "\(ignored)")
            let journal = try #require(object["journal"] as? [String: Any])
            #expect(journal["directory"] as? String == "\(daemon.folder)/journal" && journal["problem"] == nil)
            let file = try #require(journal["file"] as? String)
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
            #expect(journal["bytes"] as? Int == size && file.hasSuffix("\(journal["oldest"] ?? "").ldif"))
            let limits = try #require(object["limits"] as? [String: Any])
            #expect(limits["in_flight"] as? Int == 0 && (limits["connections"] as? Int ?? -1) >= 0)
        }
    }

    @Test func aServerThatIsAwayIsSaid() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let socket = folder.path + "/control.sock"
        try await Daemon.run({ $0.sections = "control_socket: \"\(socket)\"" }) { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let outcome = try await Self.command("status", socket: socket)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("ldap://127.0.0.1:1  away, preferred; since "), "\(outcome.output)")
            #expect(outcome.output.contains(" is degraded"))
        }
    }

    @Test func aReloadIsWaitedFor() async throws {
        try await Self.run { daemon, socket, _ in
            let outcome = try await Self.command("reload", socket: socket)
            #expect(
                outcome.status == 0 && outcome.output == "The configuration is in use, as generation 2.\n", "\(outcome)"
            )
            #expect(try await daemon.call("GET", "/Users").status == 200)
            let log = daemon.log
            #expect(log.contains("request=reload") && log.contains("uid=\(getuid())"), "\(log)")
        }
    }

    @Test func aConfigurationThatIsWrongIsRefusedWithItsLines() async throws {
        try await Self.run { daemon, socket, _ in
            let good = FileText.read(daemon.configuration)
            try FileText.write(good + "colour: red\n", to: daemon.configuration)
            let line = good.split(separator: "\n", omittingEmptySubsequences: false).count
            let outcome = try await Self.command("reload", socket: socket)
            #expect(outcome.status == EX_CONFIG && outcome.output.isEmpty, "\(outcome)")
            #expect(
                outcome.errors.contains("\(daemon.configuration):\(line):1: unknown key colour"), "\(outcome.errors)")
            #expect(try await daemon.call("GET", "/Users").status == 200)
            let status = try await Self.command("status", socket: socket)
            #expect(status.output.contains("! the last reload was refused"), "\(status.output)")
            #expect(status.output.contains("unknown key colour"))
            // The socket is found although the file is wrong.
            #expect(try await Self.command("reload", socket: nil, config: daemon.configuration).status == EX_CONFIG)
            try FileText.write(good, to: daemon.configuration)
            #expect(try await Self.command("reload", socket: nil, config: daemon.configuration).status == 0)
        }
    }

    @Test func thatNoDaemonIsThereIsSaid() async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        for name in ["status", "reload"] {
            let outcome = try await Self.command(name, socket: folder.path + "/control.sock")
            #expect(outcome.status == 1 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("No daemon listens at \(folder.path)/control.sock."), "\(outcome.errors)")
        }
        let long = try await Self.command("status", socket: "/" + String(repeating: "x", count: 200))
        #expect(long.status == 1 && long.errors.contains("is no path for a socket"))
    }

    @Test func twoDaemonsDoNotShareASocketAndAKilledOneLeavesNoneBehind() async throws {
        try await Self.run { daemon, socket, slapd in
            let other: (inout Daemon.Settings) -> Void = {
                $0.directory = slapd.ldapURL ?? ""
                $0.sections = "control_socket: \"\(socket)\""
            }
            try await Daemon.run(other) { second in
                #expect(await second.process.status() == EX_CONFIG)
                #expect(second.log.contains("\(socket) is used by another daemon"), "\(second.log)")
            }
            #expect(try await Self.command("status", socket: socket).status == 0)
            daemon.process.signal(SIGKILL)
            _ = await daemon.process.status()
            #expect(try await Self.command("status", socket: socket).status == 1)
            try await Daemon.run(other) { third in
                try await third.notices.wait(for: "READY=1")
                #expect(try await Self.command("status", socket: socket).status == 0)
                #expect(await third.end() == 0)
                #expect(access(socket, F_OK) != 0, "the socket is taken away")
            }
        }
    }

    @Test(arguments: [
        ("/nonexistent/control.sock", "No such file or directory"),
        ("/" + String(repeating: "x", count: 200), "is no path for a socket"),
    ])
    func aSocketThatCannotBeMadeEndsIt(path: String, reason: String) async throws {
        try await Daemon.run({ $0.sections = "control_socket: \"\(path)\"" }) { daemon in
            #expect(await daemon.process.status() == EX_CONFIG)
            #expect(daemon.log.contains("control_socket: ") && daemon.log.contains(reason), "\(daemon.log)")
        }
    }
}

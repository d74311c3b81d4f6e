import Foundation
import Sandbox
import Testing

/// The guard of a daemon, its commands, and a real directory.
@Suite(.needsSlapd, .timeLimit(.minutes(20))) struct GuardTests {
    /// What a command has printed, and its status.
    private struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    private static func command(_ arguments: String..., socket: String) async throws -> Outcome {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let script = #"exec "$@" 2>\#(folder.path)/errors"#
        let process = try Program.start(
            arguments + ["--socket", socket], launcher: ["/bin/sh", "-c", script, "sh"], log: folder.path + "/output")
        let status = await process.status()
        return Outcome(
            status: status, output: FileText.read(folder.path + "/output"),
            errors: FileText.read(folder.path + "/errors"))
    }

    private static func run(
        _ limits: String, people: Int, _ body: (Daemon, String) async throws -> Void
    ) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let socket = folder.path + "/control.sock"
        let settings: (inout Daemon.Settings) -> Void = {
            $0.sections = "control_socket: \"\(socket)\"\nguard: \(limits)"
            $0.users =
                "  active: [{ strategy: attribute, attribute: employeeType, active: [active], inactive: [left], absent: active }]"
        }
        try await Daemon.runConnected(settings, people: people) { daemon, _ in try await body(daemon, socket) }
    }

    /// The ids of all people.
    private static func ids(_ daemon: Daemon, _ count: Int) async throws -> [String] {
        var ids: [String] = []
        while ids.count < count {
            let answer = try await daemon.call("GET", "/Users?attributes=id&count=200&startIndex=\(ids.count + 1)")
            let page = answer.text.matches(of: /"id":"([^"]+)"/).map { String($0.1) }
            try #require(!page.isEmpty, "\(answer)")
            ids += page
        }
        return ids
    }

    /// Disables everybody in turn; the statuses of the answers.
    private static func disable(_ ids: [String], _ daemon: Daemon) async throws -> [Int] {
        let connection = try RawConnection(port: daemon.settings.port)
        let body =
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#
        var statuses: [Int] = []
        for id in ids {
            try connection.send(Daemon.request("PATCH", "/Users/\(id)", body: body))
            statuses.append(try await connection.answer().status)
        }
        return statuses
    }

    @Test func aWrongScopeIsHeldAndThenLetGo() async throws {
        try await Self.run("{ disables: { most: 25, share: 2%, within: 1h } }", people: 3000) { daemon, socket in
            let ids = try await Self.ids(daemon, 3000)
            let first = try await Self.disable(ids, daemon)
            #expect(first.count { $0 == 200 } == 60 && first.count { $0 == 503 } == 2940)
            let answer = try await daemon.call("GET", "/Users/\(ids[2999])")
            #expect(answer.status == 200 && !answer.text.contains(#""active":false"#))
            let status = try await Self.command("guard", "status", socket: socket)
            #expect(status.status == 0 && status.output.contains("2940 wait"), "\(status.output.prefix(600))")
            #expect(status.output.split(separator: "\n").allSatisfy { $0.count <= 100 })
            #expect(try await Self.command("status", socket: socket).output.contains("! disables  held for"))
            #expect(daemon.log.contains("The guard holds all further calls of a class"))

            let release = try await Self.command("guard", "release", "--class", "disables", socket: socket)
            #expect(release.status == 0 && release.output.contains("2940 held are let go"), "\(release)")
            let second = try await Self.disable(ids, daemon)
            #expect(second.allSatisfy { $0 == 200 })
            let again = try await Self.command("guard", "release", socket: socket)
            #expect(again.status == 1 && again.errors.contains("Nothing is held."), "\(again)")
        }
    }

    @Test func whatIsHeldMayBeRefusedOrLetGoOneByOne() async throws {
        try await Self.run("{ disables: { most: 1 } }", people: 4) { daemon, socket in
            let ids = try await Self.ids(daemon, 4)
            #expect(try await Self.disable(ids, daemon).sorted() == [200, 503, 503, 503])
            let refuse = try await Self.command("guard", "refuse", socket: socket)
            #expect(refuse.status == 0, "\(refuse)")
            #expect(try await Self.disable(ids, daemon).sorted() == [200, 403, 403, 403])
            let held = try await Self.command("guard", "status", "--json", socket: socket)
            let report = try #require(try JSONSerialization.jsonObject(with: Data(held.output.utf8)) as? [String: Any])
            let one = try #require((report["held"] as? [[String: Any]])?.first?["id"] as? String)
            #expect(try await Self.command("guard", "release", "--user", one, socket: socket).status == 0)
            #expect(try await Self.disable([one], daemon) == [200])
            #expect(try await Self.command("guard", "dismiss", socket: socket).status == 0)
            #expect(!daemon.log.contains("Fatal"))
        }
    }

    @Test func whatMakesNoSenseIsRefused() async throws {
        try await Self.run("{ disables: { most: 1 } }", people: 1) { _, socket in
            for arguments in [
                ["--up-to", "0"], ["--for", "365d"], ["--for", "-5m"], ["--up-to", "3", "--for", "1h"],
            ] {
                let folder = try SandboxFolder(named: nil)
                defer { folder.remove() }
                let process = try Program.start(
                    ["guard", "release"] + arguments + ["--socket", socket], log: folder.path + "/output")
                #expect(await process.status() == 64, "\(arguments)")
            }
            let unknown = try await Self.command("guard", "release", "--class", "everybody", socket: socket)
            #expect(unknown.status == 1 && unknown.errors.contains("There is no class 'everybody'"), "\(unknown)")
            let other = try await Self.command("guard", "refuse", "--class", "renames", socket: socket)
            #expect(other.status == 1 && other.errors.contains("Of renames nothing is held."), "\(other)")
        }
    }
}

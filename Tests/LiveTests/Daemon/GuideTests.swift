import Foundation
import Glibc
import Sandbox
import Testing

/// The commands of the README, in their order, as a new administrator types them in front of a real slapd.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct GuideTests {
    /// What stands in the blocks of the README that are to be typed, without the comments behind commands.
    ///
    /// The commands that build and install the program, and those of the tests, are tried elsewhere.
    private static func commands() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let blocks = readme.components(separatedBy: "```").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return blocks.flatMap { $0.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) } }
            .map { $0.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces) }
            .filter { line in ["starbridge ", "systemctl ", "install "].contains { line.hasPrefix($0) } }
    }

    /// A machine with the program on it, as far as the README speaks of it.
    private struct Machine {
        let folder: String
        let slapd: PrivateSlapd
        let port: Int

        /// The line as it has to be where the files are in a folder of their own, and another server is meant.
        func line(_ command: String) -> String {
            var line = command
            for (printed, meant) in [
                ("ldaps://ldap1.acme.example", self.slapd.ldapsURL ?? ""),
                ("/etc/ssl/certs/acme-ca.pem", self.slapd.caFile), ("/etc/starbridge", self.folder),
                ("--user ada", "--user p0"),
            ] { line = line.replacing(printed, with: meant) }
            let isComplete = !line.hasPrefix("starbridge ") || line.contains("starbridge.yaml")
            return isComplete ? line : line + " --config \(self.folder)/starbridge.yaml"
        }

        /// Runs a line in a shell, and returns its status and what it printed.
        func run(_ line: String) async throws -> (status: Int32, output: String) {
            let (input, log) = (self.folder + "/input", self.folder + "/output")
            try FileText.write("starbridge-secret\n", to: input)
            let descriptor = open(input, O_RDONLY | O_CLOEXEC)
            defer { close(descriptor) }
            let program = try #require(Program.path.split(separator: "/").last)
            let path = Program.path.dropLast(program.count + 1) + ":/usr/bin:/bin"
            let script = "cd '\(self.folder)' && PATH='\(path)' && \(line)"
            let process = try ChildProcess.start("/bin/sh", ["-c", script], input: descriptor, log: log)
            return (await process.status(), FileText.read(log))
        }

        /// Starts the daemon as its unit does, and waits until it answers a client with the token.
        func startDaemon(admitting token: String) async throws -> ChildProcess {
            let notices = try NotifySocket(in: self.folder)
            let daemon = try Program.start(
                ["serve", "--config", self.folder + "/starbridge.yaml"],
                environment: ["NOTIFY_SOCKET": notices.path, "CREDENTIALS_DIRECTORY": self.folder],
                log: self.folder + "/serve.log")
            try await notices.wait(for: "READY=1")
            let filter = "userName%20eq%20%22nobody%22"
            let answer = try await Daemon.call("GET", "/Users?filter=\(filter)", token: token, port: self.port)
            #expect(answer.status == 200 && answer.text.contains(#""totalResults":0"#), "\(answer)")
            try await self.disableSomebody(with: token)
            return daemon
        }

        /// What Entra ID does, under the id that the README looks for.
        private func disableSomebody(with token: String) async throws {
            let filter = "userName%20eq%20%22p0%22&attributes=id"
            let found = try await Daemon.call("GET", "/Users?filter=\(filter)", token: token, port: self.port)
            let id = try #require(found.text.firstMatch(of: /"id":"([^"]+)"/)?.output.1, "\(found)")
            let connection = try RawConnection(port: self.port)
            let body = #"{"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#
            try connection.send(
                Daemon.request(
                    "PATCH", "/Users/\(id)", body: body, token: token,
                    headers: "Connection: close\r\nX-Request-ID: 8f21b7c04d1e9a3"))
            let answer = try await connection.answer()
            #expect(answer.status == 200, "\(answer)")
        }

        /// What the README leaves to the administrator: a port that is free, and what the commands are given.
        func prepare() throws {
            let file = self.folder + "/starbridge.yaml"
            let own = """

                listen: [{ address: "127.0.0.1:\(self.port)" }]
                tokens_file: \(self.folder)/tokens.json
                control_socket: \(self.folder)/control.sock
                reader: { filter: "(&(objectClass=inetOrgPerson)(!(pwdAccountLockedTime=000001010000Z)))" }

                """
            try FileText.write(FileText.read(file) + own, to: file)
            try FileText.write("userPrincipalName\np0\n", to: self.folder + "/people.csv")
            let person = BridgeCaller.person("grace", #""name":{"familyName":"Hopper"}"#)
            try FileText.write(person, to: self.folder + "/body.json")
        }
    }

    @Test func leadsToADaemonThatServes() async throws {
        let commands = try Self.commands()
        for command in ["init", "check", "explain", "token create", "status", "reader"] {
            #expect(commands.contains { $0.hasPrefix("starbridge \(command)") }, "\(command)")
        }
        try await LDAPClientScene.withSlapd(people: 3, options: { $0.ldapsPort = 0 }) { slapd in
            let folder = try SandboxFolder(named: nil)
            defer { folder.remove() }
            let machine = Machine(folder: folder.path, slapd: slapd, port: try #require(Loopback.freePort()))
            var daemon: ChildProcess?
            defer { daemon?.signal(SIGKILL) }
            var token = ""
            for command in commands {
                if command.hasPrefix("systemctl enable") {
                    daemon = try await machine.startDaemon(admitting: token)
                    continue
                }
                let line = machine.line(command.replacing("systemctl reload starbridge", with: "starbridge reload"))
                let (status, output) = try await machine.run(line)
                #expect(status == 0, "\(line)\n\(output)")
                if command.hasPrefix("starbridge init") { try machine.prepare() }
                if command.hasPrefix("starbridge token create") {
                    token = output.trimmingCharacters(in: .whitespacesAndNewlines)
                }
            }
            #expect(daemon != nil)
        }
    }
}

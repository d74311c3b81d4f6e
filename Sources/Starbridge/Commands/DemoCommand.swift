import ArgumentParser
import ConfigurationFile
import Demo
import Foundation
import Sandbox
import Synchronization

/// `starbridge demo`: a private directory with invented people, and the bridge in front of it.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a private directory with a sample legacy tree, and the bridge in front of it.",
        discussion: """
            Nothing of this machine's own directory is touched; slapd must be installed, and need not run. It prints what Entra's form \
            asks for, writes a line for every call, and cleans up when it is ended by Ctrl-C.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The address that the bridge listens on. (default: 127.0.0.1:8080, or a free port)", valueName: "host:port")
    )
    var listen: String?
    @Option(help: ArgumentHelp("The kind of directory; only root may start samba-ad.", valueName: "kind"))
    var directory = DemoDirectory.openLDAP
    @Option(help: ArgumentHelp("The port of the directory on 127.0.0.1; 0 takes a free one.", valueName: "port"))
    var directoryPort = 0
    @Option(help: "The Secret Token; a new one is made otherwise.")
    var token: String?
    @Option(
        help: ArgumentHelp(
            "A folder for the directory, which is kept; a temporary one is used otherwise.", valueName: "folder"),
        completion: .directory)
    var data: String?
    @Option(help: ArgumentHelp("How many people the sample tree has.", valueName: "number"))
    var people = 200
    @Flag(name: .customLong("guard"), help: "Hold what looks like a mistake, as the daemon does by default.")
    var isGuarded = false
    @Flag(help: "Print one line of JSON when the demo is ready, for scripts.")
    var json = false
    @Flag(help: "Play a recorded session of Entra, compare, and end.")
    var replay = false

    func validate() throws {
        guard (0...10_000_000).contains(self.people) else {
            throw ValidationError("--people takes a number from 0 to 10000000")
        }
        guard (0...65_535).contains(self.directoryPort) else {
            throw ValidationError("--directory-port takes a port, or 0 for a free one")
        }
        guard self.directoryPort == 0 || self.directory != .sambaAD else {
            throw ValidationError("Samba has a port of its own: leave --directory-port out")
        }
        guard !self.replay || self.directory == .openLDAP else {
            throw ValidationError("the recorded session is one in front of OpenLDAP: leave --directory out")
        }
        guard !self.replay || self.people >= DemoRun.peopleOfReplay else {
            throw ValidationError("the recorded session needs at least \(DemoRun.peopleOfReplay) people")
        }
    }

    func run() async throws {
        let folder = try SandboxFolder(named: self.data)
        defer { folder.remove() }
        guard !self.replay || !folder.isUsed else {
            throw ValidationError("--replay needs a new directory; \(folder.path) holds one that may have changed")
        }
        guard self.directory != .ds389 || !folder.isUsed else {
            throw ValidationError("--directory 389ds needs a new folder; \(folder.path) holds a directory already")
        }
        guard let demo = try await self.prepare(in: folder) else {
            return
        }
        let different: Int
        do {
            different = try await self.serve(demo)
        } catch {
            await demo.server.stop()
            throw error
        }
        await demo.server.stop()
        guard different == 0 else {
            throw ExitCode.failure
        }
    }

    /// Starts the directory; nil when a signal came first.
    private func prepare(in folder: SandboxFolder) async throws -> DemoRun? {
        var wish = DemoRun.Wish(
            listener: try self.listener(),
            directory: self.directory,
            directoryPort: self.directoryPort,
            token: self.token,
            people: self.people, isGuarded: self.isGuarded
        )
        if !self.replay { wish.consolePort = Loopback.freePort() }
        self.note(
            folder.isUsed
                ? "The directory in \(folder.path) is used as it is."
                : "Loading a directory with \(self.people) invented people."
        )
        let preparing = Task { try await DemoRun(wish, in: folder) }
        let interruption = DemoInterruption { preparing.cancel() }
        defer { withExtendedLifetime(interruption) {} }
        do {
            let demo = try await preparing.value
            guard preparing.isCancelled else {
                return demo
            }
            await demo.server.stop()
            return nil
        } catch  where preparing.isCancelled {
            return nil
        }
    }

    /// Serves until a signal comes or the recorded session is over; returns how many of its calls went wrong.
    private func serve(_ demo: DemoRun) async throws -> Int {
        let failures = Count()
        let hangUp = DemoInterruption(on: [SIGHUP]) { kill(getpid(), SIGTERM) }
        defer { withExtendedLifetime(hangUp) {} }
        let note: @Sendable (String) -> Void = { [json = self.json] in
            Self.write($0, json ? STDERR_FILENO : STDOUT_FILENO)
        }
        let isReplay = self.replay
        let isJSON = self.json
        try await demo.serve(tell: self.replay ? nil : note) {
            if isJSON {
                Self.write(demo.json, STDOUT_FILENO)
            }
            guard isReplay else {
                if !isJSON { note(demo.introduction) }
                return
            }
            defer { kill(getpid(), SIGTERM) }
            let different = try await demo.replay(report: note)
            failures.value.withLock { $0 = different }
        }
        return failures.value.withLock(\.self)
    }

    private func listener() throws -> (host: String, port: Int) {
        let host = "127.0.0.1"
        let wish: (host: String, port: Int)
        do {
            wish =
                try self.listen.map(Settings.Listener.address) ?? (
                    host, !self.replay && Loopback.isFree(8080) ? 8080 : 0
                )
        } catch {
            throw ValidationError("--listen \(error)")
        }
        guard wish.port == 0 else {
            return wish
        }
        guard let port = Loopback.freePort() else {
            throw ValidationError("no free port was found on \(host); name one with --listen")
        }
        return (wish.host, port)
    }

    private func note(_ text: String) {
        Self.write(text, self.json ? STDERR_FILENO : STDOUT_FILENO)
    }

    private static func write(_ line: String, _ descriptor: Int32) {
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

extension DemoDirectory: ExpressibleByArgument {}

/// A number that a closure leaves behind.
private final class Count: Sendable {
    let value = Mutex(0)
}

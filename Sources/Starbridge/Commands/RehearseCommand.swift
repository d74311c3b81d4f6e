import ArgumentParser
import ConfigurationFile
import Demo
import Foundation
import LDAP
import Logging
import Sandbox

/// `starbridge rehearse`: the whole bridge on a private copy of its directory, and what it would have changed.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Run the bridge on a private copy of the directory, and tell what it would have changed.",
        discussion: """
            The directory is read once, with the bridge's own account, and never written to. The copy is in a slapd of its own; listener, TLS and \
            tokens are those of the configuration, so that Entra can do its first cycle against it. Ctrl-C ends it, prints the report (the \
            net changes as LDIF, then what they come to) and removes the copy. The status is 0 where nothing in the report is alarming, 1 where \
            people would be disabled, deleted, hidden or renamed, groups deleted, or new people made beside somebody who may be the same, or \
            where no copy could be made, and 78 where the configuration cannot work.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Another address to listen on than the first of the configuration, with the TLS of that; for a daemon that runs beside it.",
            valueName: "host:port"))
    var listen: String?
    @Option(
        help: ArgumentHelp(
            "A new folder for the copy, made with mode 0700; by default a temporary one. With --report, that of the rehearsal.",
            valueName: "folder"),
        completion: .directory)
    var folder: String?
    @Flag(help: "Leave the folder with the copy there at the end. It holds personal data.")
    var keep = false
    @Flag(help: "Report on a rehearsal that runs, or whose folder was kept, and rehearse nothing.")
    var report = false
    @Flag(help: "Print one line of JSON when calls are answered, and the report as another, for scripts.")
    var json = false
    @OptionGroup var file: ConfigurationOption

    func validate() throws {
        guard self.report else { return }
        guard self.folder != nil else {
            throw ValidationError("--report needs --folder with the folder that `starbridge rehearse` printed")
        }
        guard self.listen == nil, !self.keep else {
            throw ValidationError("--report rehearses nothing: leave --listen and --keep out")
        }
    }

    func run() async throws {
        do {
            if self.report, let folder { return try self.finish(try await RehearsalReport(of: folder)) }
            try await self.rehearse()
        } catch let error as RehearsalError {
            throw CommandFailure("starbridge: \(error)")
        } catch let error as SandboxError {
            throw CommandFailure("starbridge: \(error)")
        } catch let error as LDAPError {
            throw CommandFailure("starbridge: The directory cannot be read: \(error). `starbridge check` tells more.")
        }
    }

    private func rehearse() async throws {
        let settings = try self.file.read()
        let listen = try self.address(settings)
        let folder = try self.newFolder()
        defer { if !self.keep { try? FileManager.default.removeItem(atPath: folder) } }
        guard let rehearsal = try await self.prepare(settings, listen, in: folder) else {
            throw CommandFailure("starbridge: Interrupted; nothing was rehearsed.")
        }
        let report: RehearsalReport
        do {
            try await self.serve(rehearsal)
            report = try await rehearsal.report()
        } catch {
            await rehearsal.stop()
            throw error
        }
        await rehearsal.stop()
        Self.note(
            self.keep
                ? "The copy is kept in \(folder). It holds personal data: remove it when you are done."
                : "The copy is removed.")
        try self.finish(report)
    }

    /// Makes the copy; nil when a signal came first.
    private func prepare(
        _ settings: Settings, _ listen: (host: String, port: Int)?, in folder: String
    ) async throws -> Rehearsal? {
        let preparing = Task {
            try await Rehearsal(
                of: settings, in: folder, listen: listen, logger: .starbridge(level: .error), tell: Self.note)
        }
        let interruption = DemoInterruption { preparing.cancel() }
        defer { withExtendedLifetime(interruption) {} }
        do {
            let rehearsal = try await preparing.value
            guard preparing.isCancelled else { return rehearsal }
            await rehearsal.stop()
            return nil
        } catch  where preparing.isCancelled {
            return nil
        }
    }

    /// Serves until a signal comes.
    private func serve(_ rehearsal: Rehearsal) async throws {
        let hangUp = DemoInterruption(on: [SIGHUP]) { kill(getpid(), SIGTERM) }
        defer { withExtendedLifetime(hangUp) {} }
        let (isJSON, introduction, line) = (self.json, rehearsal.introduction, rehearsal.json)
        try await rehearsal.serve(tell: Self.note) {
            if isJSON { Self.print(line) } else { Self.note(introduction) }
        }
    }

    /// Prints the report, and ends with 1 where something in it is alarming.
    private func finish(_ report: RehearsalReport) throws {
        Self.print(self.json ? report.json : report.text)
        if report.isAlarming { throw ExitCode(1) }
    }
}

// MARK: - Where

extension RehearseCommand {
    /// A folder that nobody else may enter, and that nobody had before.
    private func newFolder() throws -> String {
        guard let folder else { return try SandboxFolder(named: nil).path }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("--folder \(folder) is there already: name a new one, or remove it")
        }
        return try SandboxFolder(named: folder).path
    }

    private func address(_ settings: Settings) throws -> (host: String, port: Int)? {
        guard let listen else { return nil }
        let address: (host: String, port: Int)
        do {
            address = try Settings.Listener.address(listen)
        } catch {
            throw ValidationError("--listen \(error)")
        }
        guard settings.listeners.first?.tls != nil || Self.isLocal(address.host) else {
            throw ValidationError(
                "--listen \(listen) would receive the secret token unencrypted, for the first listener of the configuration has no tls: "
                    + "listen on 127.0.0.1")
        }
        return address
    }

    private static func isLocal(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

// MARK: - What is said

extension RehearseCommand {
    /// What is no report goes to standard error, so that the report can be written to a file.
    private static func note(_ text: String) { self.write(text, STDERR_FILENO) }

    private static func print(_ text: String) { self.write(text, STDOUT_FILENO) }

    private static func write(_ text: String, _ descriptor: Int32) {
        var bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }
}

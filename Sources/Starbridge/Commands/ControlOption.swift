import ArgumentParser
import ConfigurationFile
import Control
import Foundation

/// How a command finds the running daemon.
struct ControlOption: ParsableArguments {
    @Option(
        help: """
            The control socket of the daemon; by default control_socket of the configuration, or control.sock in the runtime folder of the unit.
            """)
    var socket: String?
    @OptionGroup var file: ConfigurationOption

    /// Where the daemon is asked.
    var client: ControlClient {
        self.socket.map { ControlClient(path: $0) } ?? Self.client(forConfiguration: self.file.path)
    }

    private static func client(forConfiguration path: String) -> ControlClient {
        ControlClient(path: Settings.controlSocket(in: path) ?? ControlSocket.usualPath)
    }

    /// Whether a daemon with the configuration runs, as far as this user can tell.
    static func isSomebodyThere(forConfiguration path: String) async -> Bool {
        do {
            _ = try await Self.client(forConfiguration: path).ask(.status, patience: .seconds(2))
            return true
        } catch {
            return !error.isNobodyThere
        }
    }

    /// Asks the daemon, and says more where none is there.
    /// - Throws: ``CommandFailure``.
    func ask(_ request: ControlRequest, patience: Duration) async throws -> ControlAnswer {
        do {
            return try await self.client.ask(request, patience: patience)
        } catch {
            let unit = error.isNobodyThere ? UnitState.words : nil
            throw CommandFailure("starbridge: " + [error.description, unit].compactMap(\.self).joined(separator: " "))
        }
    }
}

/// Why a command could not do what it was told; the status is 1.
struct CommandFailure: Error {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

/// What the service manager says of the unit.
private enum UnitState {
    /// A sentence; nil where there is no service manager to ask.
    static var words: String? {
        guard let state = self.state else { return nil }
        return switch state {
        case "active", "reloading":
            "The unit starbridge.service runs all the same: its socket may be elsewhere (control_socket), or `journalctl -u starbridge` says why there is none."
        case "failed": "The unit starbridge.service has failed; `journalctl -u starbridge` says why."
        case "activating": "The unit starbridge.service is starting; try again."
        default: "The unit starbridge.service does not run; start it with `systemctl start starbridge`."
        }
    }

    private static var state: String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/systemctl")
        process.arguments = ["is-active", "starbridge.service"]
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        guard FileManager.default.fileExists(atPath: "/run/systemd/system"), (try? process.run()) != nil else {
            return nil
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

import Foundation
import Glibc
import Sandbox
import Testing

/// The log in systemd's own journal, which is started in a mount namespace of its own; only root may do that.
@Suite(.needsSlapd, .needsJournal, .timeLimit(.minutes(3))) struct JournalTests {
    fileprivate static let journald = "/lib/systemd/systemd-journald"

    /// Starts a journal over an empty /run and becomes the daemon.
    private static let script = """
        mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/journal /run/log/journal || exit 1
        env -u NOTIFY_SOCKET \(Self.journald) >FOLDER/journald.log 2>&1 & # It would tell that it is ready, too.
        echo $! >FOLDER/journald.pid
        for _ in $(seq 100); do [ -S /run/systemd/journal/socket ] && break; sleep 0.1; done
        exec "$@"
        """

    @Test func holdsTheFieldsOfACall() async throws {
        try await Daemon.runConnected({
            $0.launcher = ["/usr/bin/unshare", "-m", "/bin/bash", "-c", Self.script, "bash"]
            $0.sections = "log: { format: journal }"
        }) { daemon, _ in
            let journald = Int32(FileText.read(daemon.folder + "/journald.pid").trimmingCharacters(in: .newlines))
            defer { if let journald { kill(journald, SIGKILL) } }
            let answer = try await daemon.call("POST", "/Users", body: MetricsTests.ada)
            #expect(answer.status == 201, "\(answer)")
            let (status, output) = try await MetricsTests.output(
                "/usr/bin/nsenter",
                [
                    "-m", "-t", "\(daemon.process.pid)", "journalctl", "--no-pager", "-o", "json",
                    "STARBRIDGE_EFFECT=create",
                ], log: daemon.folder + "/journalctl.log")
            #expect(status == 0, "\(output)")
            let line = try #require(output.split(separator: "\n").last)
            let entry = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(entry["PRIORITY"] as? String == "6" && entry["SYSLOG_IDENTIFIER"] as? String == "starbridge")
            #expect(entry["STARBRIDGE_STATUS"] as? String == "201" && entry["STARBRIDGE_TOKEN"] as? String == "entra")
            #expect((entry["STARBRIDGE_DN"] as? String)?.hasPrefix("uid=ada.l,") == true)
            #expect((entry["MESSAGE"] as? String)?.hasPrefix("A call was answered. attributes=") == true)
            #expect(!output.contains("s3cret-of-ada"))
            #expect(await daemon.end() == 0)
        }
    }
}

extension Trait where Self == ConditionTrait {
    fileprivate static var needsJournal: Self {
        .enabled(
            if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: JournalTests.journald)
                && Self.canUnshare, "no journal can be started here")
    }

    /// Whether this process may have a mount namespace.
    private static var canUnshare: Bool {
        let probe = Process()
        probe.executableURL = URL(filePath: "/usr/bin/unshare")
        probe.arguments = ["-m", "mount", "-t", "tmpfs", "tmpfs", "/run"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }
}

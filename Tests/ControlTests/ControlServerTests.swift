import Dispatch
import Foundation
import LogLines
import Logging
import NIOCore
@testable import Safeguards
import ServiceLifecycle
import Testing

@testable import Control

/// The server and the client over a real socket.
@Suite(.timeLimit(.minutes(3))) struct ControlServerTests {
    /// Answers as it is told.
    struct ScriptedDaemon: ControlledDaemon {
        var delay = Duration.zero

        func status() async -> StatusReport { .full }

        func reload() async -> ReloadVerdict {
            try? await Task.sleep(for: self.delay)
            return .accepted(generation: 2, warnings: [])
        }

        func undo(_ request: UndoRequest, by principal: String) async throws(ControlError) -> UndoReport {
            if request.events.isEmpty { throw ControlError("There is nothing to take back.") }
            return UndoReport(
                items: request.events.map {
                    .init(event: $0, effect: principal, entry: "", state: request.preview ? .alreadySo : .undone)
                })
        }

        func obey(_ order: GuardOrder, by name: String) async -> Result<GuardReport, GuardError> {
            order.action == .refuse ? .failure(GuardError("Nothing is held.")) : .success(.sample(by: name))
        }
    }

    private let lines = LogLines()

    private func serve(
        _ daemon: ScriptedDaemon = ScriptedDaemon(), _ change: (inout ControlServer.Limits) -> Void = { _ in },
        _ body: (Folder) async throws -> Void
    ) async throws {
        try await Folder.with { folder in
            var limits = ControlServer.Limits()
            limits.patience = .seconds(60)
            change(&limits)
            var logger = self.lines.logger
            logger.logLevel = .debug
            let server = ControlServer(
                socket: try ControlSocket(path: folder.socket), daemon: daemon, limits: limits, logger: logger)
            let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let group = ServiceGroup(services: [server], logger: quiet)
            async let running: Void = group.run()
            let result: Result<Void, any Error>
            do { result = .success(try await body(folder)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await running
            try result.get()
        }
    }

    /// Sends bytes as they are, and returns all that comes back until the end.
    private static func talk(_ folder: Folder, _ bytes: some Collection<UInt8>, closes: Bool = true) async throws
        -> String
    {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let result = try UnixAddress(folder.socket).connect(descriptor)
        #expect(result == 0)
        let bytes = Array(bytes)
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                if closes { shutdown(descriptor, Int32(SHUT_WR)) }
                var answer: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 4096)
                while case let count = read(descriptor, &chunk, chunk.count), count > 0 { answer += chunk[..<count] }
                continuation.resume(returning: String(decoding: answer, as: UTF8.self))
            }
        }
    }

    @Test func answersWhatIsAsked() async throws {
        try await self.serve { folder in
            let client = ControlClient(path: folder.socket)
            let report = try await client.ask(.status, patience: .seconds(60)).status
            #expect(report == .full)
            let verdict = try await client.ask(.reload, patience: .seconds(60)).reload
            #expect(verdict == .accepted(generation: 2, warnings: []))
        }
    }

    @Test func takesEventsBackInTheNameOfWhoAsks() async throws {
        try await self.serve { folder in
            let client = ControlClient(path: folder.socket)
            let item = try await client.ask(.undo(.sample), patience: .seconds(60)).undo?.items.first
            #expect(item?.state == .alreadySo && item?.effect.hasSuffix("(uid \(geteuid()))") == true)
            let nothing = UndoRequest(events: [], preview: true)
            let error = await #expect(throws: ControlError.self) {
                try await client.ask(.undo(nothing), patience: .seconds(60))
            }
            #expect(error?.description == "There is nothing to take back.")
        }
    }

    @Test func recordsWhoAsked() async throws {
        try await self.serve { folder in
            _ = try await ControlClient(path: folder.socket).ask(.reload, patience: .seconds(60))
            let line = try #require(self.lines.all.first { $0.text["request"] == "reload" })
            #expect(line.text["uid"] == "\(geteuid())" && line.text["pid"] == "\(getpid())")
        }
    }

    @Test func severalRequestsOnOneConnectionAreAnsweredInTheirOrder() async throws {
        try await self.serve { folder in
            let text = try await Self.talk(folder, "{\"request\":\"reload\"}\n{\"request\":\"nothing\"}\n".utf8)
            let answers = text.split(separator: "\n")
            #expect(answers.count == 2 && answers.first?.hasPrefix(#"{"reload":{"accepted""#) == true, "\(text)")
            #expect(answers.last?.hasPrefix(#"{"error":"#) == true)
        }
    }

    @Test(arguments: [
        ("\n", "not a request"), ("garbage\n", "not a request"), ("{\"request\":\"status\"}", "has no end"),
        ("\u{0}\u{1}\u{2}\n", "not a request"), ("{\"request\":\"dance\"}\n", "cannot be asked for 'dance'"), ("", ""),
    ])
    func badInputIsTold(text: String, words: String) async throws {
        try await self.serve { folder in
            let answer = try await Self.talk(folder, text.utf8)
            #expect(words.isEmpty ? answer.isEmpty : answer.contains(words), "\(answer)")
            let report = try await ControlClient(path: folder.socket).ask(.status, patience: .seconds(60)).status
            #expect(report != nil)
        }
    }

    @Test func aLineOfAMegabyteIsRefused() async throws {
        try await self.serve { folder in
            let answer = try await Self.talk(folder, repeatElement(UInt8(ascii: "x"), count: 1 << 20))
            #expect(answer.contains("more than 16384 bytes") || answer.isEmpty, "\(answer)")
            let report = try await ControlClient(path: folder.socket).ask(.status, patience: .seconds(60)).status
            #expect(report != nil)
        }
    }

    @Test func aSilentPeerIsCutOff() async throws {
        try await self.serve(ScriptedDaemon(), { $0.patience = .milliseconds(100) }) { folder in
            for beginning in ["", #"{"request""#] {
                let answer = try await Self.talk(folder, beginning.utf8, closes: false)
                #expect(answer.isEmpty)
            }
        }
    }

    @Test func aReloadMayTakeLongerThanAPeer() async throws {
        let daemon = ScriptedDaemon(delay: .milliseconds(400))
        try await self.serve(daemon, { $0.patience = .milliseconds(100) }) { folder in
            let client = ControlClient(path: folder.socket)
            let verdict = try await client.ask(.reload, patience: .seconds(60)).reload
            #expect(verdict != nil)
        }
    }

    @Test func peersAreBounded() async throws {
        try await self.serve(ScriptedDaemon(), { $0.peers = 1 }) { folder in
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            let result = try UnixAddress(folder.socket).connect(descriptor)
            #expect(result == 0)
            // Once it is answered it has its place.
            let line = Array("{}\n".utf8)
            var byte: UInt8 = 0
            #expect(send(descriptor, line, line.count, 0) == line.count && recv(descriptor, &byte, 1, 0) == 1)
            let answer = try await Self.talk(folder, "{\"request\":\"status\"}\n".utf8)
            #expect(answer.contains("Too many commands"), "\(answer)")
        }
    }

    @Test func aDaemonThatTakesTooLongIsSaid() async throws {
        let daemon = ScriptedDaemon(delay: .seconds(30))
        try await self.serve(daemon) { folder in
            let client = ControlClient(path: folder.socket)
            await #expect(throws: ControlError.self) { _ = try await client.ask(.reload, patience: .milliseconds(100)) }
        }
    }

    @Test func aDaemonThatIsNotThereIsSaid() async throws {
        try await Folder.with { folder in
            for isStale in [false, true] {
                if isStale {
                    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                    let result = try UnixAddress(folder.socket).bind(descriptor)
                    #expect(result == 0)
                    close(descriptor)
                }
                do throws(ControlError) {
                    _ = try await ControlClient(path: folder.socket).ask(.status, patience: .seconds(60))
                    Issue.record("nobody is there")
                } catch {
                    #expect(error.isNobodyThere && error.description.contains(folder.socket), "\(error)")
                }
            }
        }
    }
}

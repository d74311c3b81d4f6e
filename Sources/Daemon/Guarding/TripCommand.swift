import Encodings
import Foundation
import Glibc
import Safeguards

/// Runs a program when a class is held: without a shell, for a limited time, and with nobody's name.
struct TripCommand {
    /// The program and its arguments.
    let words: [String]
    /// How long it may run.
    var limit = Duration.seconds(30)

    /// - Throws: ``TripFault`` if it cannot be started, fails, or takes too long.
    func run(for alarm: Guard.Alarm) async throws(TripFault) {
        guard let program = self.words.first else { return }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = Array(self.words.dropFirst())
        process.environment = Self.environment(alarm)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ends, ended) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            ended.yield(process.terminationStatus)
            ended.finish()
        }
        do {
            try process.run()
        } catch {
            throw TripFault("\(program) cannot be started: \(error.localizedDescription)")
        }
        guard let status = await self.status(ends) else {
            kill(process.processIdentifier, SIGKILL)
            throw TripFault("\(program) took longer than \(self.limit) and was ended")
        }
        guard status == 0 else { throw TripFault("\(program) ended with \(status)") }
    }

    /// How the program ended; nil where it does not in time.
    private func status(_ ends: AsyncStream<Int32>) async -> Int32? {
        await withTaskGroup(of: Int32?.self) { group in
            group.addTask {
                for await status in ends { return status }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: self.limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private static func environment(_ alarm: Guard.Alarm) -> [String: String] {
        [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "GUARD_CLASS": "\(alarm.guardClass)",
            "GUARD_COUNTED": "\(alarm.counted)", "GUARD_ALLOWED": "\(alarm.allowed)",
            "GUARD_SINCE": alarm.since.internetDateTime,
        ]
    }
}

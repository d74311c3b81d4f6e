import ConfigurationFile
import Logging
import Safeguards
import ServiceLifecycle

/// Tells whom the configuration names when a class is held, and the log when one is held for long.
struct GuardWatch: Service {
    let succession: Succession
    let logger: Logger
    var interval = Duration.seconds(60)

    func run() async {
        let changes = self.succession.changes
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    repeat { changes.remind() } while (try? await Task.sleep(for: self.interval)) != nil
                }
                group.addTask {
                    // One after the other: a hundred classes at once start no hundred programs.
                    for await alarm in changes.alarms { await self.tell(alarm) }
                }
            }
        }
    }

    /// Tells of a class that is held; what fails is logged, and no call waits for it.
    private func tell(_ alarm: Guard.Alarm) async {
        let notice = self.succession.inForce.settings.guard.notice
        do {
            if !notice.run.isEmpty { try await TripCommand(words: notice.run).run(for: alarm) }
        } catch {
            self.logger.error("guard.on_trip.run has told nobody.", metadata: ["error": "\(error)"])
        }
        do {
            if let url = notice.webhook { try await TripWebhook(url: url).post(alarm) }
        } catch {
            self.logger.error("guard.on_trip.webhook has told nobody.", metadata: ["error": "\(error)"])
        }
    }
}

/// Why nobody was told.
struct TripFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

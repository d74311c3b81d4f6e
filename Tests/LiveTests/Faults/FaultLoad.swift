import Foundation
import Glibc
import Sandbox
import Testing

/// Several clients at work while the daemon and the directory are killed again and again.
enum FaultLoad {
    struct Settings: Sendable {
        var seed: UInt64
        var kills: Int
        var clients = 6

        /// Twenty kills, unless the environment wants more of them or a seed again.
        static var fromEnvironment: Settings {
            let environment = ProcessInfo.processInfo.environment
            return Settings(
                seed: environment["STARBRIDGE_FAULTS_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1 << 32),
                kills: environment["STARBRIDGE_FAULTS_KILLS"].flatMap { Int($0) } ?? 20)
        }
    }

    struct Result: Sendable {
        var acknowledged = 0
        var wrong: [String] = []
    }

    /// Runs the load and compares the directory with all that was acknowledged.
    static func run(_ settings: Settings) async throws -> Result {
        try await FaultWorld.run(.follow) { world in
            try await FaultProcess.run { process in
                let port = try #require(world.slapd.options.ldapPort)
                try await process.start(directory: port)
                let shared = try await Self.sharedGroups(world)
                let clients = (0..<settings.clients).map {
                    FaultClient(number: $0, seed: settings.seed, bridge: process, shared: shared)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in clients { group.addTask { await client.run() } }
                    try await Self.killEverything(settings, world.slapd, process, port)
                    for client in clients { await client.end() }
                    try await group.waitForAll()
                }
                return try await Self.compare(clients, shared, world)
            }
        }
    }

    /// Groups in which every client has members of its own.
    private static func sharedGroups(_ world: FaultWorld) async throws -> [String] {
        var ids: [String] = []
        for number in 0..<3 { ids.append(try await world.addGroup("load.shared.\(number)", [""]).id) }
        return ids
    }

    private static func killEverything(
        _ settings: Settings, _ slapd: PrivateSlapd, _ process: FaultProcess, _ port: Int
    ) async throws {
        var random = SeededGenerator(seed: settings.seed)
        for _ in 0..<settings.kills {
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...700, using: &random)))
            if random.happens(60) {
                await process.kill()
                try await process.start(directory: port)
            } else {
                await slapd.kill()
                try await slapd.restart()
            }
        }
        try await Task.sleep(for: .milliseconds(300))
    }

    private static func compare(
        _ clients: [FaultClient], _ shared: [String], _ world: FaultWorld
    ) async throws -> Result {
        var result = Result()
        var wished = DirectoryTruth()
        for (number, id) in shared.enumerated() { wished.groups[id] = .init(name: "load.shared.\(number)") }
        for client in clients {
            let (truth, wrong, count) = await (client.truth, client.wrong, client.acknowledged)
            result.wrong += wrong
            result.acknowledged += count
            wished.people.merge(truth.people) { first, _ in first }
            for (id, group) in truth.groups { wished.groups[id, default: group].members.formUnion(group.members) }
        }
        result.wrong += wished.faults(in: try await world.truth(of: "load"))
        return result
    }
}

import Testing

/// One thing that the bridge relies on of a directory, be it a real server or one in memory.
///
/// What a clause expects is what servers were seen to do, and ``ServerTraits`` says in what they differ: where a server in memory differs
/// from slapd, that one is wrong.
public struct Clause: Sendable, CustomTestStringConvertible {
    /// What the directory does.
    public let name: String
    private let needs: Set<ServerTraits.Habit>
    private let check: @Sendable (ContractWorld) async throws -> Void

    /// A clause about what every server does, or those alone that have a habit.
    init(
        _ name: String, needs habits: Set<ServerTraits.Habit> = [],
        _ check: @escaping @Sendable (ContractWorld) async throws -> Void
    ) {
        self.name = name
        self.needs = habits
        self.check = check
    }

    /// The whole contract.
    public static let all =
        Self.searches + Self.filters + Self.additions + Self.modifications + Self.renames + Self.deletions
        + Self.controls + Self.lists + Self.habits

    /// What a server of these traits is held to.
    public static func all(of server: ServerTraits) -> [Clause] {
        Self.all.filter { $0.needs.isSubset(of: server.habits) }
    }

    /// The name, in the words of a report.
    public var testDescription: String { self.name }

    /// Holds a directory to the clause, in a unit of its own.
    /// - Throws: what the directory should not have refused.
    public func hold(_ world: ContractWorld) async throws {
        try await self.check(try await world.unit(self.name))
    }
}

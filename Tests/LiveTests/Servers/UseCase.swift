import Testing

/// Something that the whole bridge does over a directory, whatever kind of server that is.
///
/// A suite for each server plays all of them. What differs between servers is asked of the scene's ``TestServer``.
struct UseCase: Sendable, CustomTestStringConvertible {
    /// What is done.
    let name: String
    private let play: @Sendable (BridgeScene) async throws -> Void

    init(_ name: String, _ play: @escaping @Sendable (BridgeScene) async throws -> Void) {
        self.name = name
        self.play = play
    }

    /// All of them.
    static let all =
        Self.people + Self.values + Self.groups + Self.groupKinds + Self.lists + Self.races + Self.interruptions
        + Self.choices

    /// The name, in the words of a report.
    var testDescription: String { self.name }

    /// Plays it in the scene of the suite.
    func callAsFunction() async throws { try await self.play(try BridgeScene.current) }
}

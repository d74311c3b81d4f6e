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
    static let all = Self.ofAnySchema + Self.values + Self.groupKinds + Self.choices

    /// Those without what is made of classes that a domain has not: kinds of groups, values and choices of names, places and numbers need
    /// `posixGroup`, `account`, and `device` with `extensibleObject`.
    static let ofAnySchema = Self.people + Self.groups + Self.lists + Self.races + Self.interruptions

    /// The name, in the words of a report.
    var testDescription: String { self.name }

    /// Plays it in the scene of the suite.
    func callAsFunction() async throws { try await self.play(try BridgeScene.current) }
}

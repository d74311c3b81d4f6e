import LDAP

/// Whose turn it is with an entry that several calls of this process want to write.
///
/// Nobody asks for a turn before a race is lost. From then on the losers write one after the other, so that of fifty writers of one
/// entry none loses to the other forty-nine. A turn is a courtesy and protects nothing: whoever waits longer than ``limit`` goes on
/// without one.
final class WriterTurns: Sendable {
    /// How long a writer lets others go first.
    static let limit = Duration.seconds(5)

    private let claims = UniqueClaims()

    /// Waits for the turn with an entry, by its id; give a turn back with ``release(_:)``.
    /// - Returns: Whether there is one to give back.
    func take(_ id: String) async -> Bool {
        do {
            try await self.claims.take([Self.claim(id)], until: .now + Self.limit)
            return true
        } catch {
            return false
        }
    }

    /// Gives the turn to the one who has waited for it longest.
    func release(_ id: String) {
        self.claims.release([Self.claim(id)])
    }

    private static func claim(_ id: String) -> AttributeValueAssertion {
        AttributeValueAssertion(attribute: "id", value: AttributeValue(id))
    }
}

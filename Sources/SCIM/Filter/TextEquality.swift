/// Which texts are the same in a store, where its own rule decides and not that of SCIM alone.
public struct TextEquality: Sendable {
    let areSame: @Sendable (String, String) -> Bool

    /// Takes texts for the same of which the store says so.
    public init(_ areSame: @escaping @Sendable (_ held: String, _ wanted: String) -> Bool) {
        self.areSame = areSame
    }
}

/// How texts compare in a store, where its own rule decides and not that of SCIM alone.
public struct TextRule: Sendable {
    /// Whether `eq`, `co`, `sw` or `ew` holds between a text of the store and one that is looked for.
    let holds: @Sendable (_ comparison: Filter.Operator, _ held: String, _ wanted: String) -> Bool

    /// Takes the store's word for what holds; it is asked for `eq`, `co`, `sw` and `ew` alone.
    public init(
        _ holds: @escaping @Sendable (_ comparison: Filter.Operator, _ held: String, _ wanted: String) -> Bool
    ) {
        self.holds = holds
    }
}

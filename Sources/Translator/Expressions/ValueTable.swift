/// A table of the configuration that `lookup` reads: `Germany: DE`.
public struct ValueTable: Sendable, Hashable {
    /// The name by which templates call it.
    public let name: String
    private let values: [String: String]
    private let keys: [String: String]

    /// Creates a table of its lines; of keys that differ in case alone the first counts.
    public init(_ name: String, _ lines: [(key: String, value: String)]) {
        self.name = name
        self.values = Dictionary(lines.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        self.keys = Dictionary(lines.map { ($0.value, $0.key) }) { first, _ in first }
    }

    /// The value for a key in whatever case.
    subscript(key: String) -> String? { self.values[key.lowercased()] }

    /// The key that has a value.
    func key(of value: String) -> String? { self.keys[value] }

    /// Whether no two keys have the same value.
    var isOneToOne: Bool { self.keys.count == self.values.count }
}

import Encodings

/// The id of a resource: the one that the directory keeps for an entry as long as it exists.
///
/// Entra: ids that are UUIDs may come in capitals, so ids that differ in ASCII case only are the same.
public struct ResourceID: Hashable, Sendable {
    /// The id as it was spelled.
    public let text: String

    /// Creates an id of a text.
    public init(_ text: String) { self.text = text }

    /// Whether both are the same id.
    public static func == (left: Self, right: Self) -> Bool { left.text.equalsIgnoringASCIICase(right.text) }

    /// Feeds the id without regard to its case.
    public func hash(into hasher: inout Hasher) { self.text.hashIgnoringASCIICase(into: &hasher) }

    /// The bytes by which the same ids are equal.
    var foldedBytes: [UInt8] { self.text.utf8.map(\.asciiLowercased) }
}

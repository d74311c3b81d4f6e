/// Something in a journal's file that is not as it was written.
public struct JournalDamage: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Hashable, Sendable {
        /// A block was changed after it was written.
        case edited
        /// A block ends too early.
        case cut
        /// The file has another version of the format.
        case version(Int)
        /// Lines stand there that no journal writes.
        case foreign
        /// A block is whole, and cannot be understood.
        case unreadable(String)
        /// The end of an event is there, and its beginning is not.
        case headless(EventID)
    }

    /// What is wrong.
    public var kind: Kind
    /// The file.
    public var file: String
    /// The line, counted from 1; nil where the file as a whole is meant.
    public var line: Int?

    /// `FILE:LINE: what is wrong`.
    public var description: String {
        let place = self.line.map { "\(self.file):\($0)" } ?? self.file
        return "\(place): \(self.reason)"
    }

    private var reason: String {
        switch self.kind {
        case .edited: "this block was edited after it was written, and is left out"
        case .cut: "this block is cut, and is left out"
        case .version(let number):
            "the format of this file is \(number), which this version of Starbridge does not read"
        case .foreign: "these lines are no journal's, and are left out"
        case .unreadable(let reason): "this block cannot be understood: \(reason)"
        case .headless(let id): "the event \(id) has ended here, and its beginning is not in the journal"
        }
    }
}

/// How a journal stands.
public struct JournalStanding: Hashable, Sendable {
    /// The file that is written; nil before anything was.
    public let file: String?
    /// How many bytes all files have.
    public let size: Int
    /// The oldest day of which events are kept, such as `2026-11-23`; nil where there is none.
    public let oldest: String?
    /// Why nothing can be written, or brought to the disk, at present; nil where it can.
    public let fault: String?
    /// Why something younger than it should be had to go, or soon will have to; nil where there is room.
    public let shortage: String?

    /// Describes how a journal stands.
    public init(
        file: String? = nil, size: Int = 0, oldest: String? = nil, fault: String? = nil, shortage: String? = nil
    ) {
        (self.file, self.size, self.oldest) = (file, size, oldest)
        (self.fault, self.shortage) = (fault, shortage)
    }
}

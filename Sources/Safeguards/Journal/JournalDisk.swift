import Glibc

/// How what was written to a file is brought to the disk; a test takes another one.
struct JournalDisk: Sendable {
    /// Brings the content of an open file to the disk; 0, or the reason of the system.
    var synchronize: @Sendable (_ descriptor: Int32) -> Int32

    /// The disk that the system has.
    static let system = JournalDisk { fdatasync($0) == 0 ? 0 : errno }
}

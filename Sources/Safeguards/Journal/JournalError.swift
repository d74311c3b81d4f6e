import Glibc

/// Why a journal cannot be kept or read, in words that say what to do.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Hashable, Sendable {
        /// Another process keeps its journal in the folder.
        case inUse
        /// The folder, or a file in it, cannot be made, written or read.
        case unusable
        /// The same, but the configuration is right: the disk is full, broken or read-only, or the process has too many files open.
        case outOfOrder
    }

    /// What is wrong.
    public let kind: Kind
    /// The same in words.
    public let reason: String

    init(_ kind: Kind = .unusable, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    /// A call to the system that failed with a number of errno(3).
    init(_ path: String, _ what: String, errno number: Int32) {
        let isOfMachine = [ENOSPC, EDQUOT, EROFS, EIO, EMFILE, ENFILE, ENOMEM].contains(number)
        self.init(
            isOfMachine ? .outOfOrder : .unusable, "\(path) \(what): \(String(cString: strerror(number)))")
    }

    /// The reason.
    public var description: String { self.reason }
}

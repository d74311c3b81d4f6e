// Where `stat` comes from once an HTTP client is linked.
import CoreFoundation
import Foundation

/// What changes whenever a file does, or its owner or mode.
struct FileStamp: Equatable {
    /// When its content changed, in nanoseconds.
    let modified: Int
    private let changed: Int
    private let identity: [Int]

    /// Looks at a file, of a link at what it leads to; nil if there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        self.changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
        self.identity = [Int(status.st_dev), Int(status.st_ino), status.st_size]
    }
}

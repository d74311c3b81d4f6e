import Files
import Glibc

/// A file that is open as long as somebody holds it.
final class OpenFile: Sendable {
    let path: String
    let descriptor: Int32

    /// Opens a file with flags of open(2); one that is made is for its owner alone.
    /// - Throws: ``JournalError`` with the reason of the system.
    init(_ path: String, _ flags: Int32) throws(JournalError) {
        self.path = path
        self.descriptor = open(path, flags | O_CLOEXEC, 0o600)
        if self.descriptor < 0 { throw JournalError(path, "cannot be opened", errno: errno) }
        // Root's command makes no file that the daemon cannot write.
        if flags & O_CREAT != 0, geteuid() == 0, let owner = FileStatus(of: Self.folder(of: path)) {
            _ = fchown(self.descriptor, owner.owner, owner.group)
        }
    }

    deinit {
        close(self.descriptor)
    }

    private static func folder(of path: String) -> String {
        String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)) + "/"
    }

    /// How many bytes it has.
    var size: Int { FileStatus(of: self.descriptor)?.size ?? 0 }

    /// Reads as much of a range as there is.
    func read(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let done = pread(self.descriptor, rest.baseAddress, rest.count, range.lowerBound + count)
                if done < 0, errno == EINTR { continue }
                if done <= 0 { return }
                count += done
            }
        }
    }

    /// Appends bytes, all of them or none: what was written of them is taken back by the size that the file had before.
    /// - Throws: ``AppendFailure`` with the reason of the system.
    func append(_ bytes: [UInt8], at size: Int) throws(AppendFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(self.descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = count < 0 ? errno : ENOSPC
                let isWhole = rest.count == bytes.count || ftruncate(self.descriptor, size) == 0
                throw AppendFailure(errno: reason, isTakenBack: isWhole)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Why nothing was appended.
    struct AppendFailure: Error {
        var errno: Int32
        /// Whether the file is as it was before.
        var isTakenBack: Bool
    }
}

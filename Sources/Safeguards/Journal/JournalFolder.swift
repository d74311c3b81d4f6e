import Files
import Glibc

/// The folder of a journal, with one file for each day.
struct JournalFolder: Sendable {
    let path: String

    init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The file of a day.
    func path(of day: JournalDay) -> String { "\(self.path)/\(day.file)" }

    /// The file by whose lock a process keeps others from the folder.
    var lock: String { "\(self.path)/lock" }

    /// Makes the folder if it is missing, for its owner alone.
    /// - Throws: ``JournalError`` if it cannot be made, or nothing can be written in it.
    func prepare() throws(JournalError) {
        try Self.make(self.path, mode: 0o700)
        guard access(self.path, W_OK | X_OK) == 0 else {
            throw JournalError(self.path, "cannot be written", errno: errno)
        }
    }

    private static func make(_ path: String, mode: mode_t) throws(JournalError) {
        if mkdir(path, mode) == 0 { return }
        if errno == EEXIST {
            if access(path + "/.", F_OK) == 0 || errno == EACCES { return }
            throw JournalError(path, "is no folder", errno: errno)
        }
        let reason = errno
        guard reason == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw JournalError(path, "cannot be made", errno: reason)
        }
        try self.make(String(path[..<slash]), mode: 0o755)
        if mkdir(path, mode) != 0, errno != EEXIST { throw JournalError(path, "cannot be made", errno: errno) }
    }

    /// The days that have a file, the oldest first.
    /// - Throws: ``JournalError`` if the folder cannot be read.
    func days() throws(JournalError) -> [JournalDay] {
        guard let folder = opendir(self.path) else { throw JournalError(self.path, "cannot be read", errno: errno) }
        defer { closedir(folder) }
        var days: [JournalDay] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if let day = JournalDay(file: name) { days.append(day) }
        }
        return days.sorted()
    }

    /// How many bytes the file of a day has.
    func size(of day: JournalDay) -> Int { FileStatus(of: self.path(of: day))?.size ?? 0 }

    /// Removes the file of a day.
    func remove(_ day: JournalDay) { unlink(self.path(of: day)) }

    /// Locks the folder for as long as the file that is returned is open.
    /// - Throws: ``JournalError`` of the kind ``JournalError/Kind/inUse`` where another process has it locked.
    func locked() throws(JournalError) -> OpenFile {
        let file = try OpenFile(self.lock, O_RDWR | O_CREAT)
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                throw JournalError(
                    .inUse,
                    "another process keeps its journal in \(self.path): end that one, or give each daemon a folder of its own by journal.directory"
                )
            default: throw JournalError(self.lock, "cannot be locked", errno: errno)
            }
        }
        return file
    }
}

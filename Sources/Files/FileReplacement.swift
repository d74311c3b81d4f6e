import Glibc

/// Puts other content in the place of a file's in one step: whoever reads it meanwhile gets the former one or the new one, whole.
public enum FileReplacement {
    /// Writes a new file beside the one at a path, and gives it that name.
    ///
    /// It is made under a name that nobody can foresee, since the folder may belong to an account with fewer rights, and is for its
    /// owner alone unless `prepare` says otherwise.
    ///
    /// - Parameters:
    ///   - bytes: What the file is to hold.
    ///   - path: The file, which need not be there yet.
    ///   - prepare: Called with the new file, before it is written; false, with the reason in `errno`, where it cannot be used.
    /// - Returns: Whether it was done. If not, `errno` has the reason, and the former file is as it was.
    public static func write(_ bytes: [UInt8], to path: String, prepare: (Int32) -> Bool = { _ in true }) -> Bool {
        // mkstemp(3) puts letters of its own in the place of the Xs.
        var name = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard prepare(descriptor), self.write(bytes, to: descriptor), fsync(descriptor) == 0, rename(name, path) == 0
        else {
            let reason = errno
            unlink(name)
            errno = reason
            return false
        }
        return true
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}

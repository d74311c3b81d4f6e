import Glibc

/// Small text files, read and written whole.
public enum FileText {
    /// The text of a file, or nothing when it cannot be read.
    public static func read(_ path: String) -> String {
        guard let file = fopen(path, "re") else {
            return ""
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file that only its owner may read.
    ///
    /// - Throws: `SandboxError` when the file cannot be written.
    public static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SandboxError(writing: path)
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SandboxError(writing: path)
        }
    }

    /// Makes a folder that only its owner may enter, and its parents, unless they are there.
    ///
    /// - Throws: `SandboxError` when it cannot be made.
    public static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else {
            return
        }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try self.makeFolder(String(path[..<slash]))
            return try self.makeFolder(path)
        }
        throw SandboxError(writing: path)
    }
}

import Encodings
public import Foundation
import SCIM

/// The file with the names, digests and dates of the secret tokens; it never holds a token.
///
/// It also holds a secret that all bridges with the same copy share, made with the first token and kept when tokens change.
public struct TokensFile: Sendable {
    /// One token as it is kept.
    public struct Record: Sendable, Hashable {
        /// What the log calls whoever shows the token.
        public var name: String
        /// The SHA-256 digest of the token, 32 bytes.
        public var digest: [UInt8]
        /// When it was made.
        public var created: Date
        /// From when on it is refused; nil for never.
        public var expires: Date?

        /// Creates the record of a token.
        public init(name: String, digest: [UInt8], created: Date, expires: Date? = nil) {
            self.name = name
            self.digest = digest
            self.created = created
            self.expires = expires
        }

        /// Whether the token is good at a time.
        public func isValid(at date: Date) -> Bool {
            self.expires.map { date < $0 } ?? true
        }
    }

    /// Where the file is.
    public let path: String

    /// The file at a path, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// The tokens in the order in which they were made; none if there is no file yet.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    public func records() throws(TokenError) -> [Record] {
        guard let content = try self.content() else { return [] }
        let tokens = content.object?["tokens"]?.array
        let records = tokens?.compactMap(Record.init(decoding:))
        guard let records, records.count == tokens?.count else {
            throw TokenError("\(self.path) is not a tokens file")
        }
        return records
    }

    /// The shared secret; nil if there is no file yet, or one that an earlier version wrote.
    /// - Throws: ``TokenError`` if the file cannot be read.
    public func secret() throws(TokenError) -> [UInt8]? {
        try self.content()?.object?["secret"]?.string.flatMap([UInt8].init(hexadecimal:))
    }

    private func content() throws(TokenError) -> Value? {
        guard let data = FileManager.default.contents(atPath: self.path) else {
            if access(self.path, F_OK) != 0, errno == ENOENT { return nil }
            throw TokenError("\(self.path) cannot be read; run this as root or as the user of the daemon")
        }
        do {
            return try JSONReader.read(data)
        } catch {
            throw TokenError("\(self.path) is not a tokens file: \(error.detail)")
        }
    }

    /// Changes the tokens, one command at a time, so that none of two changes is lost.
    /// - Throws: ``TokenError`` if the file cannot be read or written, and whatever `change` throws.
    public func update(_ change: (inout [Record]) throws -> Void) throws {
        let folder = (self.path as NSString).deletingLastPathComponent
        let lock = try self.locked(folder.isEmpty ? "." : folder)
        defer { close(lock) }
        var records = try self.records()
        try change(&records)
        try self.write(records, in: folder)
    }

    /// A descriptor of the folder, made if it is missing, that nobody else holds locked.
    private func locked(_ folder: String) throws -> Int32 {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw self.unwritable }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw self.unwritable
            }
        }
        return descriptor
    }

    /// Replaces the file in one step; its owner and mode stay, or a command of root's would lock the daemon out.
    ///
    /// The new file is made under a name that nobody can foresee: the folder may belong to an account with fewer rights.
    private func write(_ records: [Record], in folder: String) throws(TokenError) {
        // mkstemp(3) puts letters of its own in the place of the Xs.
        var template = Array((self.path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw self.unwritable }
        defer { close(descriptor) }
        var secret = try self.secret() ?? []
        if secret.isEmpty { secret = try SecretToken.randomBytes(32) }
        let bytes = JSONWriter.bytes(
            .object(["secret": .string(secret.hexadecimal), "tokens": .array(records.map(\.value))]))
        guard self.takeOwnership(of: descriptor, in: folder),
            Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
            fsync(descriptor) == 0, rename(template, self.path) == 0
        else {
            let error = self.unwritable
            unlink(template)
            throw error
        }
    }

    /// Gives the new file the owner, group and mode of the old one; without one, the owner of the folder and 0600.
    private func takeOwnership(of descriptor: Int32, in folder: String) -> Bool {
        var (old, new) = (stat(), stat())
        let isThere = lstat(self.path, &old) == 0
        guard isThere || stat(folder.isEmpty ? "." : folder, &old) == 0, fstat(descriptor, &new) == 0 else {
            return false
        }
        let isOwned = (old.st_uid, old.st_gid) == (new.st_uid, new.st_gid)
        return (isOwned || fchown(descriptor, old.st_uid, old.st_gid) == 0)
            && fchmod(descriptor, isThere ? old.st_mode & 0o777 : 0o600) == 0
    }

    private var unwritable: TokenError {
        TokenError("\(self.path) cannot be written: \(String(cString: strerror(errno)))")
    }
}

extension TokensFile.Record {
    fileprivate init?(decoding value: Value) {
        guard let object = value.object, let name = object["name"]?.string,
            let digest = object["sha256"]?.string.flatMap([UInt8].init(hexadecimal:)), digest.count == 32,
            let created = object["created"]?.string.flatMap({ try? Date($0, strategy: .iso8601) })
        else { return nil }
        self.init(name: name, digest: digest, created: created)
        guard let expires = object["expires"]?.string else { return }
        guard let date = try? Date(expires, strategy: .iso8601) else { return nil }
        self.expires = date
    }

    fileprivate var value: Value {
        var object: Object = [
            "name": .string(self.name),
            "sha256": .string(self.digest.hexadecimal),
            "created": .string(self.created.formatted(.iso8601)),
        ]
        if let expires { object["expires"] = .string(expires.formatted(.iso8601)) }
        return .object(object)
    }
}

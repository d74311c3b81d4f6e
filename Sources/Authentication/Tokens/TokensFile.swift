import Encodings
import Files
import Foundation
import SCIM

/// The file with the names, digests and dates of the secret tokens; it never holds a token.
///
/// It also holds a secret that all bridges with the same copy share, made with the first token and kept when tokens change.
public struct TokensFile: Sendable {
    /// What the file holds.
    struct Content: Sendable {
        /// The tokens in the order in which they were made.
        var records: [Record] = []
        /// The secret that all bridges with the same copy share; nil in a file that an early version wrote.
        var secret: [UInt8]?
    }

    /// The form in which files are written.
    ///
    /// The first one, which has no number, had neither scopes nor clients.
    private static let version: Int64 = 2

    /// Where the file is.
    public let path: String

    /// The file at a path, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// The tokens in the order in which they were made; none if there is no file yet.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    public func records() throws(TokenError) -> [Record] {
        try self.content().records
    }

    /// The shared secret; nil if there is no file yet, or one that an early version wrote.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    public func secret() throws(TokenError) -> [UInt8]? {
        try self.content().secret
    }

    /// All that the file holds; nothing if there is no file yet.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    func content() throws(TokenError) -> Content {
        guard let data = FileManager.default.contents(atPath: self.path) else {
            if access(self.path, F_OK) != 0, errno == ENOENT { return Content() }
            throw TokenError("\(self.path) cannot be read; run this as root or as the user of the daemon")
        }
        let object: Object?
        do {
            object = try JSONReader.read(data).object
        } catch {
            throw TokenError("\(self.path) is not a tokens file: \(error.detail)")
        }
        if case .integer(let version)? = object?["version"], version > Self.version {
            throw TokenError(
                "\(self.path) was written by a newer version of Starbridge; run that one, or restore the file")
        }
        let tokens = object?["tokens"]?.array
        let records = tokens?.compactMap(Record.init(decoding:))
        guard let records, records.count == tokens?.count else {
            throw TokenError(
                "\(self.path) is not a tokens file; restore it from a backup, or remove it and make new tokens")
        }
        return Content(
            records: records, secret: object?["secret"]?.string.flatMap([UInt8].init(hexadecimal:)))
    }

    /// Changes the tokens, one command at a time, so that none of two changes is lost.
    /// - Throws: ``TokenError`` if the file cannot be read or written, and whatever `change` throws.
    public func update(_ change: (inout [Record]) throws -> Void) throws {
        let folder = (self.path as NSString).deletingLastPathComponent
        let lock = try self.locked(folder.isEmpty ? "." : folder)
        defer { close(lock) }
        var content = try self.content()
        try change(&content.records)
        if content.secret?.isEmpty ?? true { content.secret = try SecretToken.randomBytes(32) }
        try self.write(content, in: folder)
    }

    /// A descriptor of the folder, made if it is missing, that nobody else holds locked.
    private func locked(_ folder: String) throws -> Int32 {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TokenError(unwritable: self.path) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                throw TokenError(unwritable: self.path)
            }
        }
        return descriptor
    }

    /// Replaces the file in one step; its owner and mode stay, or a command of root's would lock the daemon out.
    private func write(_ content: Content, in folder: String) throws(TokenError) {
        let bytes = JSONWriter.bytes(
            .object([
                "version": .integer(Self.version), "secret": .string((content.secret ?? []).hexadecimal),
                "tokens": .array(content.records.map(\.value)),
            ]))
        let isDone = FileReplacement.write(bytes, to: self.path) { self.takeOwnership(of: $0, in: folder) }
        guard isDone else { throw TokenError(unwritable: self.path) }
    }

    /// Gives the new file the owner, group and mode of the old one; without one, the owner of the folder and 0600.
    private func takeOwnership(of descriptor: Int32, in folder: String) -> Bool {
        let old = FileStatus(of: self.path, followingLink: false)
        guard let owner = old ?? FileStatus(of: folder.isEmpty ? "." : folder), let new = FileStatus(of: descriptor)
        else { return false }
        let isOwned = (owner.owner, owner.group) == (new.owner, new.group)
        return (isOwned || fchown(descriptor, owner.owner, owner.group) == 0)
            && fchmod(descriptor, (old?.permissions ?? 0o600) & 0o777) == 0
    }
}

extension TokenError {
    /// A file that cannot be written, for the reason in `errno`.
    init(unwritable path: String) {
        self.init("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}

import Glibc

/// What the system tells of a file (stat(2)); two are equal where nothing has happened to the file.
///
/// It stands in a module that imports nothing but the C library: beside others, which include its headers too, the compiler takes
/// now this and now that module for the home of `stat`.
public struct FileStatus: Hashable, Sendable {
    /// The device that the file is on.
    public let device: UInt64
    /// The number of the file on its device.
    public let inode: UInt64
    /// The id of the user who owns the file.
    public let owner: UInt32
    /// The id of the group that the file belongs to.
    public let group: UInt32
    /// The bits of the mode that say who may do what, such as `0o640`.
    public let permissions: UInt32
    /// The size in bytes.
    public let size: Int
    /// When the content changed, in nanoseconds since 1970.
    public let modified: Int
    /// When the content, the owner or the mode changed, in nanoseconds since 1970.
    public let changed: Int

    /// Looks at a file; nil, with the reason in `errno`, if that cannot be done.
    ///
    /// Where it is a symbolic link, `followingLink` says whether what it leads to is looked at, or the link itself.
    public init?(of path: String, followingLink: Bool = true) {
        var status = stat()
        guard (followingLink ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    /// Looks at an open file; nil, with the reason in `errno`, if it cannot be looked at.
    public init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        self.device = UInt64(status.st_dev)
        self.inode = UInt64(status.st_ino)
        self.owner = status.st_uid
        self.group = status.st_gid
        self.permissions = status.st_mode & 0o7777
        self.size = Int(status.st_size)
        self.modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        self.changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
    }
}

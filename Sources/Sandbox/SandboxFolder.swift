import Foundation

/// The folder of a private directory and of what belongs to it: temporary and removed at the end, or one that the user named and that stays.
public struct SandboxFolder: Sendable {
    /// Its absolute path.
    public let path: String
    /// Whether it is removed at the end.
    public let isTemporary: Bool

    /// Makes the folder.
    ///
    /// - Throws: `SandboxError` when that cannot be done.
    public init(named name: String?) throws {
        if let name {
            try FileText.makeFolder(name)
            self.path = URL(fileURLWithPath: name).standardizedFileURL.path
            self.isTemporary = false
        } else {
            // mkdtemp(3) puts letters of its own in the place of the Xs.
            let template = FileManager.default.temporaryDirectory.path + "/starbridge-XXXXXX"
            guard let made = template.withMutableCString(mkdtemp) else {
                throw SandboxError(writing: template)
            }
            self.path = made
            self.isTemporary = true
        }
    }

    /// Whether there is a directory in it from an earlier time.
    public var isUsed: Bool {
        ["db/data.mdb", "config/dse.ldif", "domain/private/sam.ldb"].contains {
            FileManager.default.fileExists(atPath: "\(self.path)/\($0)")
        }
    }

    /// Removes a temporary folder with everything in it.
    public func remove() {
        if self.isTemporary {
            try? FileManager.default.removeItem(atPath: self.path)
        }
    }
}

extension String {
    /// Calls a C function that changes a string in place, such as mkdtemp(3).
    fileprivate func withMutableCString(_ body: (UnsafeMutablePointer<CChar>) -> UnsafeMutablePointer<CChar>?)
        -> String?
    {
        var bytes = Array(self.utf8CString)
        return bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(body).map { String(cString: $0) }
        }
    }
}

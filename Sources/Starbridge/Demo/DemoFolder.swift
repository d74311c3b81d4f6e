import Foundation

/// The folder of a demo: temporary and removed at the end, or one that the user named and that stays.
struct DemoFolder {
    let path: String
    let isTemporary: Bool

    /// Makes the folder.
    ///
    /// - Throws: `SlapdError` when that cannot be done.
    init(named name: String?) throws {
        if let name {
            try FileText.makeFolder(name)
            self.path = URL(fileURLWithPath: name).standardizedFileURL.path
            self.isTemporary = false
        } else {
            // mkdtemp(3) puts letters of its own in the place of the Xs.
            let template = FileManager.default.temporaryDirectory.path + "/starbridge-demo-XXXXXX"
            guard let made = template.withMutableCString(mkdtemp) else {
                throw SlapdError(writing: template)
            }
            self.path = made
            self.isTemporary = true
        }
    }

    /// Whether there is a directory in it from an earlier demo.
    var isUsed: Bool {
        FileManager.default.fileExists(atPath: self.path + "/db/data.mdb")
    }

    /// A secret that is made once and kept in the folder.
    ///
    /// - Throws: `TokenError` or `SlapdError` when it cannot be made or kept.
    func secret(_ name: String) throws -> String {
        let file = self.path + "/" + name
        let kept = FileText.read(file).trimmingCharacters(in: .newlines)
        guard kept.isEmpty else {
            return kept
        }
        let made = try SecretToken().text
        try FileText.write(made + "\n", to: file)
        return made
    }

    /// Removes a temporary folder with everything in it.
    func remove() {
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

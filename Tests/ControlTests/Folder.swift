import Foundation

/// A folder of its own for one test, with a short path: that of a socket has 107 bytes at most.
struct Folder {
    let path: String

    static func with<Result>(_ body: (Folder) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/control-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(Folder(path: path))
    }

    var socket: String { self.path + "/control.sock" }
}

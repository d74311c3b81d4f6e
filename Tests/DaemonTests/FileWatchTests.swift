import Files
import Foundation
import Testing

@testable import Daemon

@Suite struct FileWatchTests {
    private let path =
        FileManager.default.temporaryDirectory.path + "/starbridge-watch-\(UInt32.random(in: 0 ... .max))"

    private func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: self.path)) }
    private var files: FileChange.Files { [self.path: FileStatus(of: self.path)] }

    /// A file that is being written changes from look to look.
    @Test func aChangeIsCompleteWhenNobodyWrites() throws {
        defer { try? FileManager.default.removeItem(atPath: self.path) }
        try self.write("a")
        var change = FileChange(self.files)
        #expect(change.isComplete(in: self.files) == false)
        try self.write("ab")
        #expect(change.isComplete(in: self.files) == false)
        try self.write("abc")
        #expect(change.isComplete(in: self.files) == false)
        #expect(change.isComplete(in: self.files) == true)
        #expect(change.isComplete(in: self.files) == false)
    }

    /// Another configuration names other files, and has been read with them.
    @Test func anotherFileIsNoChange() throws {
        defer { try? FileManager.default.removeItem(atPath: self.path) }
        try self.write("a")
        var change = FileChange(["/elsewhere": nil])
        #expect(change.isComplete(in: self.files) == false)
        #expect(change.isComplete(in: self.files) == false)
        try self.write("ab")
        #expect(change.isComplete(in: self.files) == false)
        #expect(change.isComplete(in: self.files) == true)
    }

    @Test func aFileThatIsNotThereHasNoStamp() {
        #expect(FileStatus(of: "/nowhere") == nil)
    }

    @Test func aCredentialIsOutdatedWhereItsSourceIsNewer() throws {
        defer { for end in ["", "-copy"] { try? FileManager.default.removeItem(atPath: self.path + end) } }
        try self.write("a")
        try FileManager.default.copyItem(atPath: self.path, toPath: self.path + "-copy")
        let past: [FileAttributeKey: Any] = [.modificationDate: Date(timeIntervalSinceNow: -60)]
        try FileManager.default.setAttributes(past, ofItemAtPath: self.path)
        #expect(!OutdatedCredential.isNewer(self.path, than: self.path + "-copy"))
        try self.write("b")
        try FileManager.default.setAttributes(past, ofItemAtPath: self.path + "-copy")
        #expect(OutdatedCredential.isNewer(self.path, than: self.path + "-copy"))
        #expect(!OutdatedCredential.isNewer(self.path, than: "/nowhere"))
    }
}

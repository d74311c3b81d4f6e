import Glibc
import LDAP
import Sandbox

/// A file of LDIF records, read one after the other or one by its place; it is never held as a whole.
struct RecordFile {
    /// Its path.
    let path: String

    /// The place of a record in the file.
    struct Place: Hashable, Sendable {
        var offset: Int
        var length: Int
    }

    /// Hands over each record, without the empty line that ends it.
    ///
    /// - Throws: ``RehearsalError`` where the file cannot be read, and what `body` throws.
    func forEach(_ body: (Place, ArraySlice<UInt8>) throws -> Void) throws {
        guard let file = fopen(self.path, "re") else {
            throw RehearsalError("\(self.path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var record: [UInt8] = []
        var start = 0
        while case let count = getline(&line, &capacity, file), count > 0, let bytes = line {
            let text = UnsafeRawBufferPointer(start: bytes, count: count)
            if text.elementsEqual([UInt8(ascii: "\n")]) {
                if !record.isEmpty { try body(Place(offset: start, length: record.count), record[...]) }
                start += record.count + 1
                record.removeAll(keepingCapacity: true)
            } else {
                record += text
            }
        }
        if !record.isEmpty { try body(Place(offset: start, length: record.count), record[...]) }
    }

    /// The record at a place.
    ///
    /// - Throws: ``RehearsalError`` where it cannot be read.
    func entry(at place: Place) throws -> Entry {
        guard let file = fopen(self.path, "re") else {
            throw RehearsalError("\(self.path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { fclose(file) }
        fseek(file, place.offset, SEEK_SET)
        var bytes = [UInt8](repeating: 0, count: place.length)
        let count = fread(&bytes, 1, place.length, file)
        return try Self.entry(of: bytes[..<count])
    }

    /// The entry that a record says.
    ///
    /// - Throws: ``RehearsalError`` where it is none.
    static func entry(of record: ArraySlice<UInt8>) throws -> Entry {
        let changes = try Entry.parseLDIF(String(decoding: record, as: UTF8.self))
        guard case .add(let entry)? = changes.first else {
            throw RehearsalError(
                "A record of the copy is no entry: \(String(decoding: record.prefix(80), as: UTF8.self))…")
        }
        return entry
    }
}

/// A file of LDIF records that only its owner may read, written one after the other.
final class RecordWriter {
    private let file: UnsafeMutablePointer<FILE>
    private let path: String

    /// - Throws: `SandboxError` where it cannot be made.
    init(path: String) throws {
        try FileText.write("", to: path)
        guard let file = fopen(path, "we") else { throw SandboxError(writing: path) }
        (self.file, self.path) = (file, path)
    }

    deinit {
        fclose(self.file)
    }

    /// Adds a record.
    /// - Throws: `SandboxError` where the disk is full, say.
    func write(_ entry: Entry) throws {
        var text = entry.description + "\n"
        let count = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, self.file) }
        guard count == text.utf8.count else { throw SandboxError(writing: self.path) }
    }

    /// Hands all records to the system.
    /// - Throws: `SandboxError` where that fails.
    func flush() throws {
        guard fflush(self.file) == 0 else { throw SandboxError(writing: self.path) }
    }
}

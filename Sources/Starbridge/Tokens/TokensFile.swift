import Foundation
import SCIM

/// The file with the names, digests and dates of the secret tokens; it never holds a token.
struct TokensFile: Sendable {
    /// One token as it is kept.
    struct Record: Sendable, Hashable {
        var name: String
        var digest: [UInt8]
        var created: Date
        var expires: Date?

        func isValid(at date: Date) -> Bool {
            self.expires.map { date < $0 } ?? true
        }
    }

    let path: String

    /// The tokens in the order in which they were made; none if there is no file yet.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    func records() throws(TokenError) -> [Record] {
        guard FileManager.default.fileExists(atPath: self.path) else { return [] }
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw TokenError("\(self.path) cannot be read; run this as root or as the user of the daemon")
        }
        do {
            let tokens = try JSONReader.read(data).object?["tokens"]?.array ?? []
            let records = tokens.compactMap(Record.init(decoding:))
            guard records.count == tokens.count else { throw TokenError("\(self.path) is not a tokens file") }
            return records
        } catch let error as SCIMError {
            throw TokenError("\(self.path) is not a tokens file: \(error.detail)")
        } catch {
            throw TokenError("\(error)")
        }
    }

    /// Replaces the file in one step; its owner and mode stay, or a command of root's would lock the daemon out.
    /// - Throws: ``TokenError`` if the folder cannot be written.
    func write(_ records: [Record]) throws(TokenError) {
        let content = Value.object(["tokens": .array(records.map(\.value))])
        let temporary = self.path + ".\(ProcessInfo.processInfo.processIdentifier)"
        do {
            let folder = (self.path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            guard
                FileManager.default.createFile(
                    atPath: temporary, contents: Data(JSONWriter.bytes(content)),
                    attributes: self.attributes(in: folder)
                )
            else { throw TokenError("\(temporary) cannot be written") }
            guard rename(temporary, self.path) == 0 else {
                throw TokenError("\(self.path) cannot be replaced: \(String(cString: strerror(errno)))")
            }
        } catch {
            unlink(temporary)
            throw TokenError("\(self.path) cannot be written: \(error)")
        }
    }

    /// Owner, group and mode of the file that is there; the owner of its folder and 0600 for a new one.
    private func attributes(in folder: String) -> [FileAttributeKey: Any] {
        let manager = FileManager.default
        let old = try? manager.attributesOfItem(atPath: self.path)
        let template = old ?? (try? manager.attributesOfItem(atPath: folder)) ?? [:]
        var attributes = template.filter { [.ownerAccountID, .groupOwnerAccountID].contains($0.key) }
        attributes[.posixPermissions] = old?[.posixPermissions] ?? 0o600
        return attributes
    }
}

extension TokensFile.Record {
    fileprivate init?(decoding value: Value) {
        guard let object = value.object, let name = object["name"]?.string,
            let digest = object["sha256"]?.string.flatMap([UInt8].init(hexadecimal:)),
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
            "sha256": .string(self.digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
            "created": .string(self.created.formatted(.iso8601)),
        ]
        if let expires { object["expires"] = .string(expires.formatted(.iso8601)) }
        return .object(object)
    }
}

extension [UInt8] {
    init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = Swift.stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

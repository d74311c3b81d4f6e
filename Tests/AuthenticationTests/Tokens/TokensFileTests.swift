import Authentication
import Foundation
import Sandbox
import SCIM
import Testing

@Suite struct TokensFileTests {
    private static let digest = String(repeating: "ab", count: 32)

    private static func records(_ text: String) async throws -> [TokensFile.Record] {
        try await TokenFolder.run { folder in
            try FileText.write(text, to: folder.file.path)
            return try folder.file.records()
        }
    }

    /// A file of a version that had no scopes.
    @Test func aTokenWithoutScopesKeepsAllOfTheService() async throws {
        let records = try await Self.records(
            #"{"secret":"00","tokens":[{"name":"entra","sha256":"\#(Self.digest)","created":"2026-01-02T03:04:05Z"}]}"#)
        #expect(records.map(\.name) == ["entra"])
        #expect(records.map(\.scopes) == [.service] && records.map(\.client) == [nil])
    }

    @Test func writesWhatItReads() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1", life: 60, scopes: [.read, .console])
            try folder.add("b", "2", scopes: .users, client: "entra")
            let records = try folder.file.records()
            #expect(records.map(\.scopes) == [[.read, .console], .users])
            #expect(records.map(\.client) == [nil, "entra"])
            #expect(records.map(\.expires) == [folder.clock.now + 60, nil])
            #expect(try folder.file.secret()?.count == 32)
        }
    }

    @Test(
        arguments: [
            ("{", "is not a tokens file"), ("{}", "is not a tokens file"),
            (#"{"tokens":[{}]}"#, "is not a tokens file"),
            (#"{"version":3,"tokens":[]}"#, "newer version"),
            (
                #"{"tokens":[{"name":"a","sha256":"\#(Self.digest)","created":"2026-01-02T03:04:05Z","scopes":["root"]}]}"#,
                "is not a tokens file"
            ),
            (
                #"{"tokens":[{"name":"a","sha256":"\#(Self.digest)","created":"2026-01-02T03:04:05Z","expires":7}]}"#,
                "is not a tokens file"
            ),
        ])
    func refusesWhatItCannotRead(text: String, reason: String) async throws {
        do {
            _ = try await Self.records(text)
            Issue.record("it was read")
        } catch let error as TokenError {
            #expect(error.description.contains(reason))
        }
    }

    /// Whatever is cut off, the file is refused or says the same: no token of it is lost silently.
    @Test func refusesEveryBeginningOfAFile() async throws {
        try await TokenFolder.run { folder in
            try folder.add("a", "1")
            try folder.add("b", "2")
            let bytes = try #require(FileManager.default.contents(atPath: folder.file.path))
            for count in bytes.indices {
                try bytes.prefix(count).write(to: URL(filePath: folder.file.path))
                #expect(throws: TokenError.self) { try folder.file.records() }
            }
        }
    }
}

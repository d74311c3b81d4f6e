import Foundation
import SCIM
import Testing

@testable import Demo

/// A session as it stands in a file of `Fixtures`.
///
/// `entries` is LDIF that is in the directory before the first call. Each call has the members of a ``RecordedCall``;
/// `body` is JSON, or a text that is sent as it is, and `ldif` a list of lines.
struct SessionFixture {
    let entries: String
    let calls: [RecordedCall]

    init(named name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let value = try JSONReader.read(Data(contentsOf: folder.appending(path: "\(name).json")))
        let session = try #require(value.object, "\(name) is no object")
        self.entries = Self.text(session["entries"])
        self.calls = try (session["calls"]?.array ?? []).map { try RecordedCall(fixture: $0) }
    }

    fileprivate static func text(_ lines: Value?) -> String {
        (lines?.array ?? []).compactMap(\.string).joined(separator: "\n")
    }
}

extension RecordedCall {
    fileprivate init(fixture value: Value) throws {
        let call = try #require(value.object)
        let known = ["title", "method", "path", "body", "wrongToken", "status", "answer", "remembers", "ldif"]
        for (name, _) in call { try #require(known.contains(name), "'\(name)' is no member of a call") }
        guard case .integer(let status)? = call["status"] else {
            throw FixtureError(text: "\(call["title"]?.string ?? "a call") has no status")
        }
        self.init(
            title: try #require(call["title"]?.string),
            method: try #require(call["method"]?.string),
            path: try #require(call["path"]?.string),
            body: call["body"].map { $0.string ?? String(decoding: JSONWriter.bytes($0), as: UTF8.self) },
            hasWrongToken: call["wrongToken"]?.boolean ?? false,
            status: Int(status),
            answer: (call["answer"]?.object ?? Object()).map { ($0.name, $0.value) },
            remembers: try call["remembers"]?.object?.first { _ in true }.map {
                ($0.name, try #require($0.value.string))
            },
            ldif: SessionFixture.text(call["ldif"])
        )
    }
}

/// What is wrong with a fixture.
struct FixtureError: Error {
    var text: String
}

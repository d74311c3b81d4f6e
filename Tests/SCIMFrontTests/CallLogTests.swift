import Hummingbird
import HummingbirdTesting
import Logging
import SCIM
import Synchronization
import Testing

@testable import SCIMFront

@Suite struct CallLogTests {
    @Test func writesOneLineWithoutSecrets() async throws {
        let lines = LogLines()
        let harness = Harness(logger: lines.logger)
        let body = #"{"userName":"ada","password":"hunter2"}"#
        let response = try await harness.send(
            .post, "/Users?attributes=id", headers: [.requestID: "r-1"], body: body
        )
        #expect(response.headers[.requestID] == "r-1")
        #expect(harness.providers[0].contexts.map(\.requestID) == ["r-1"])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(line.level == .info)
        #expect(line.message == "POST /scim/v2/Users?attributes=id")
        #expect(Set(line.metadata.keys) == ["status", "duration_us", "request_id", "principal"])
        #expect(line.metadata["status"]?.description == "201")
        #expect(line.metadata["request_id"] == "r-1")
        #expect(line.metadata["principal"] == "entra")
        #expect(!line.metadata.description.contains("hunter2") && !line.metadata.description.contains("s3cret"))
    }

    @Test(arguments: [
        (SCIMError.notFound("No such user."), Logger.Level.info), (.internalError("It broke."), .error),
        (.unavailable("The directory is away.", retryAfter: 1), .error),
    ])
    func writesWhatWentWrong(error: SCIMError, level: Logger.Level) async throws {
        let lines = LogLines()
        _ = try await Harness(providers: [RecordingProvider(failure: error)], logger: lines.logger).send(
            .get, "/Users/1")
        #expect(lines.all.map(\.level) == [level])
        #expect(lines.all.first?.metadata["error"]?.description.hasPrefix(error.detail) == true)
    }

    @Test func namesNobodyForAStranger() async throws {
        let lines = LogLines()
        let headers: HTTPFields = [.authorization: "Bearer almost"]
        _ = try await Harness(logger: lines.logger).send(.get, "/Users", headers: headers)
        #expect(lines.all.first?.metadata["principal"] == nil)
        #expect(lines.all.first?.metadata["status"]?.description == "401")
        #expect(lines.all.first?.metadata.description.contains("almost") == false)
    }

    @Test(
        arguments: [
            (["x-request-id": "a-1_B.~"], "a-1_B.~"), (["client-request-id": "6f1c"], "6f1c"),
            (["x-request-id": "a", "client-request-id": "b"], "a"),
            (["x-request-id": "a b", "client-request-id": "b"], "b"),
            (["x-request-id": ""], nil), (["x-request-id": "\"x\""], nil),
            (["x-request-id": String(repeating: "a", count: 129)], nil), ([:], nil),
        ] as [([String: String], String?)])
    func takesTheClientsRequestIDWhereItIsHarmless(sent: [String: String], expected: String?) async throws {
        var headers = HTTPFields()
        for (name, value) in sent {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let harness = Harness()
        let answers = [
            try await harness.send(.get, "/Users/1", headers: headers, over: .live),
            try await harness.send(.get, "/Nothing", headers: headers, over: .live),
        ]
        let ids = answers.compactMap { $0.headers[.requestID] }
        if let expected {
            #expect(ids == [expected, expected])
        } else {
            #expect(Set(ids).count == 2)
            // Hummingbird leaves out leading zeros.
            #expect(ids.allSatisfy { 8...32 ~= $0.count && $0.allSatisfy(\.isHexDigit) })
        }
    }
}

/// Collects what is logged.
private final class LogLines: Sendable {
    struct Line {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata
    }

    struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(level: event.level, message: event.message.description, metadata: event.metadata ?? [:])
            self.lines.storage.withLock { $0.append(line) }
        }
    }

    private let storage = Mutex<[Line]>([])

    var all: [Line] {
        self.storage.withLock { $0 }
    }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }
}

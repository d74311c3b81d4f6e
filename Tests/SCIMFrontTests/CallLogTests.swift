import Glibc
import LogLines
import Logging
import NIOCore
import NIOHTTP1
import Observability
import SCIM
import Testing

@testable import SCIMFront

@Suite struct CallLogTests {
    @Test func writesOneLineWithoutSecrets() async throws {
        let lines = LogLines()
        let harness = Harness(logger: lines.logger)
        let body = #"{"userName":"ada","password":"hunter2"}"#
        let response = try await harness.send(
            .POST, "/Users?attributes=id", headers: ["x-request-id": "r-1"], body: body
        )
        #expect(response.headers.first(name: "x-request-id") == "r-1")
        #expect(harness.providers[0].contexts.map(\.requestID) == ["r-1"])
        let line = try #require(lines.all.first)
        #expect(lines.all.count == 1)
        #expect(line.level == .info)
        #expect(line.message == "A call was answered.")
        #expect(line.text["duration_us"] != nil)
        #expect(
            line.text.filter { $0.key != "duration_us" } == [
                "method": "POST", "path": "/scim/v2/Users?attributes=id", "status": "201", "id": "1",
                "request_id": "r-1",
                "token": "entra",
            ])
        #expect(!line.metadata.description.contains("hunter2") && !line.metadata.description.contains("s3cret"))
    }

    @Test(arguments: [false, true], [false, true])
    func composesWhatItWouldLog(isWhole: Bool, isRefused: Bool) throws {
        var error = isRefused ? SCIMError.uniqueness("The name is taken.") : nil
        error?.cause = "entryAlreadyExists"
        let deed = CallRecord.Deed(
            effect: isWhole ? "rename" : nil, name: "uid=ada lovelace", newName: isWhole ? "uid=eve" : nil,
            attributes: isWhole ? ["uid", "mail"] : [], others: isWhole ? 2 : 0)
        let line = CallLog.Line(
            method: "PATCH", path: "/Users/1", operation: isWhole ? 3 : nil, status: error?.status ?? 200, error: error,
            deed: deed, resourceID: isWhole ? "1" : nil, started: .now())
        let caller = Caller(
            requestID: "r 1", address: "::1", principal: isWhole ? Principal(name: "entra") : nil)
        let texts = try [true, false].map { isComposed in
            try Self.written { handler in
                if isComposed {
                    handler.compose(.info, "m") { line.tell(of: caller, duration: 12, to: &$0) }
                    handler.flush()
                } else {
                    var metadata: Logger.Metadata = [:]
                    line.tell(of: caller, duration: 12, to: &metadata)
                    Logger(label: "test") { _ in handler }.info("m", metadata: metadata)
                }
            }
        }
        #expect(texts[0] == texts[1] && texts[0].contains(" duration_us=12 "))
    }

    /// What a handler writes, without the time.
    private static func written(_ body: (LineLogHandler) -> Void) throws -> String {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        body(LineLogHandler(level: .info, environment: [:], descriptor: ends[1]))
        close(ends[1])
        defer { close(ends[0]) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let line = String(decoding: bytes[..<max(0, read(ends[0], &bytes, bytes.count))], as: UTF8.self)
        return String(line.drop { $0 != " " })
    }

    @Test func tellsTheIDsOfTheClientAndOfTheTrace() async throws {
        let lines = LogLines()
        let headers: HTTPHeaders = [
            "x-request-id": "r-1", "client-request-id": "c-1",
            "ADSCIMVersion": "Date:2026-12-01, ActivityId:6f1c-2a",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ]
        _ = try await Harness(logger: lines.logger).send(.GET, "/Users/1", headers: headers)
        let text = try #require(lines.all.first).text
        #expect(text["request_id"] == "r-1" && text["client_request_id"] == "c-1" && text["activity_id"] == "6f1c-2a")
        #expect(text["trace_id"] == "0af7651916cd43dd8448eb211c80319c" && text["span_id"] == "b7ad6b7169203331")
    }

    @Test func tellsNoIDsThatCouldForgeALine() async throws {
        let lines = LogLines()
        let headers: HTTPHeaders = [
            "client-request-id": "a b", "ADSCIMVersion": "ActivityId:a=\"b\"", "traceparent": "00-x-y-01",
        ]
        _ = try await Harness(logger: lines.logger).send(.GET, "/Users/1", headers: headers)
        let keys = Set(try #require(lines.all.first).text.keys)
        #expect(keys.isDisjoint(with: ["client_request_id", "activity_id", "trace_id", "span_id"]))
    }

    @Test func tellsHowLongTheDirectoryTook() async throws {
        let lines = LogLines()
        let provider = RecordingProvider(storeTime: (operations: 3, nanoseconds: 4_567_890))
        _ = try await Harness(providers: [provider], logger: lines.logger).send(.GET, "/Users/1")
        let text = try #require(lines.all.first).text
        #expect(text["directory_us"] == "4567" && text["ldap_operations"] == "3")
    }

    @Test func tellsWhoCalls() async throws {
        let lines = LogLines()
        _ = try await Harness(logger: lines.logger).send(.GET, "/Users", over: .live)
        let client = lines.all.first?.text["client"]
        #expect(client == "127.0.0.1" || client == "::1", "\(client ?? "nobody")")
    }

    @Test func tellsWhatWasDone() async throws {
        let deed = CallRecord.Deed(
            effect: "rename", name: "uid=ada", newName: "uid=eve", attributes: ["uid", "mail"], others: 2)
        let lines = LogLines()
        let harness = Harness(providers: [RecordingProvider(deed: deed)], logger: lines.logger)
        _ = try await harness.send(.PATCH, "/Users/1", body: #"{"Operations":[]}"#)
        let text = try #require(lines.all.first).text
        let expected = [
            "effect": "rename", "dn": "uid=ada", "new_dn": "uid=eve", "attributes": "uid,mail", "other_entries": "2",
            "ldap_result": "success", "id": "1",
        ]
        #expect(text.filter { expected.keys.contains($0.key) } == expected)
    }

    @Test func tellsThatNothingHadToBeDone() async throws {
        let lines = LogLines()
        let provider = RecordingProvider(deed: CallRecord.Deed(effect: nil, name: "uid=ada"))
        _ = try await Harness(providers: [provider], logger: lines.logger).send(
            .PATCH, "/Users/1", body: #"{"Operations":[]}"#)
        let text = try #require(lines.all.first).text
        #expect(text["effect"] == "none" && text["dn"] == "uid=ada" && text["ldap_result"] == nil)
    }

    @Test(arguments: [
        (SCIMError.notFound("No such user."), Logger.Level.info, "A call was refused."),
        (.internalError("It broke."), .error, "A call failed."),
        (.unavailable("The directory is away.", retryAfter: 1), .error, "A call failed."),
    ])
    func writesWhatWentWrong(error: SCIMError, level: Logger.Level, message: String) async throws {
        let lines = LogLines()
        _ = try await Harness(providers: [RecordingProvider(failure: error)], logger: lines.logger).send(
            .GET, "/Users/1")
        #expect(lines.all.map(\.level) == [level])
        #expect(lines.all.map(\.message) == [message])
        #expect(lines.all.first?.text["error"] == error.detail)
    }

    @Test func tellsTheCodesOfAFailureAndWhatStayedOfIt() async throws {
        var error = SCIMError.uniqueness("The name is taken.")
        error.cause = "entryAlreadyExists"
        let deed = CallRecord.Deed(effect: "delete", name: "uid=ada", attributes: ["shadowExpire"])
        let lines = LogLines()
        let provider = RecordingProvider(failure: error, deed: deed)
        let response = try await Harness(providers: [provider], logger: lines.logger).send(.DELETE, "/Users/1")
        let text = try #require(lines.all.first).text
        #expect(text["status"] == "409" && text["scim_type"] == "uniqueness")
        #expect(text["ldap_result"] == "entryAlreadyExists")
        #expect(text["effect"] == "delete" && text["dn"] == "uid=ada" && text["attributes"] == "shadowExpire")
        #expect(!String(buffer: response.body).contains("entryAlreadyExists"))
    }

    @Test func writesALineForEachBulkOperation() async throws {
        let deed = CallRecord.Deed(effect: "update", name: "uid=ada", attributes: ["title"])
        let lines = LogLines()
        let harness = Harness(
            providers: [
                RecordingProvider(deed: deed),
                RecordingProvider(.group, failure: .preconditionFailed("It has changed.")),
            ],
            configuration: ServiceProviderConfig(maximumBulkOperations: 4), logger: lines.logger)
        let body = #"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
             {"method":"PATCH","path":"/Users/1","data":{"Operations":[]}},{"method":"DELETE","path":"/Groups/7"}]}
            """#
        _ = try await harness.send(.POST, "/Bulk", headers: ["x-request-id": "r-1"], body: body)
        let texts = lines.all.map(\.text)
        #expect(texts.map { $0["operation"] } == ["1", "2", nil])
        #expect(texts.map { $0["method"] } == ["PATCH", "DELETE", "POST"])
        #expect(texts.map { $0["path"] } == ["/Users/1", "/Groups/7", "/scim/v2/Bulk"])
        #expect(texts.map { $0["status"] } == ["200", "412", "200"])
        #expect(texts.map { $0["effect"] } == ["update", nil, nil])
        #expect(texts.map { $0["id"] } == ["1", "7", nil])
        #expect(texts.allSatisfy { $0["request_id"] == "r-1" && $0["token"] == "entra" && $0["duration_us"] != nil })
        #expect(texts[1]["error"] == "It has changed.")
    }

    @Test func namesNobodyForAStranger() async throws {
        let lines = LogLines()
        let headers: HTTPHeaders = ["Authorization": "Bearer almost"]
        _ = try await Harness(logger: lines.logger).send(.GET, "/Users", headers: headers)
        #expect(lines.all.first?.metadata["token"] == nil)
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
        var headers = HTTPHeaders()
        for (name, value) in sent {
            headers.add(name: name, value: value)
        }
        let harness = Harness()
        let answers = [
            try await harness.send(.GET, "/Users/1", headers: headers, over: .live),
            try await harness.send(.GET, "/Nothing", headers: headers, over: .live),
        ]
        let ids = answers.compactMap { $0.headers.first(name: "x-request-id") }
        if let expected {
            #expect(ids == [expected, expected])
        } else {
            #expect(Set(ids).count == 2)
            #expect(ids.allSatisfy { $0.count == 15 && $0.allSatisfy(\.isHexDigit) })
        }
    }
}

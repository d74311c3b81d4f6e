import Bridge
import Encodings
import Logging
import NIOCore
import NIOHTTP1
import SCIM
import SCIMFront
import Testing

@testable import Daemon

/// A client that calls the front in this process.
struct BridgeCaller: Sendable {
    static let baseURL = "https://scim.example.com/scim/v2"

    private let front: Front

    init(_ providers: any ResourceProvider..., maximumBodySize: Int = 1 << 20) {
        self.init(serving: providers, maximumBodySize: maximumBodySize)
    }

    init(serving providers: [any ResourceProvider], maximumBodySize: Int = 1 << 20) {
        self.front = Front(
            providers: providers, authenticator: OneKnownToken(), baseURL: Self.baseURL, configuration: .starbridge,
            maximumBodySize: maximumBodySize, logger: .silent)
    }

    /// Sends one request; paths are below the Tenant URL.
    func send(
        _ method: HTTPMethod, _ path: String, _ body: String? = nil, headers: HTTPHeaders = [:],
        token: String? = "known"
    ) async throws -> Reply {
        var headers = headers
        headers.replaceOrAdd(name: "Content-Type", value: "application/scim+json; charset=utf-8")
        if let token { headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)") }
        let request = Request(
            method, "/scim/v2" + path, headers: headers, body: ByteBuffer(string: body ?? ""))
        let response = await self.front.respond(to: request)
        return Reply(
            status: Int(response.status.code), headers: response.headers, text: String(buffer: response.body))
    }

    func get(_ path: String) async throws -> Reply { try await self.send(.GET, path) }
    func post(_ body: String) async throws -> Reply { try await self.send(.POST, "/Users", body) }
    func put(_ id: String, _ body: String) async throws -> Reply { try await self.send(.PUT, "/Users/\(id)", body) }
    func delete(_ id: String) async throws -> Reply { try await self.send(.DELETE, "/Users/\(id)") }

    /// Sends a PATCH of the listed operations, written as JSON.
    func patch(_ id: String, _ operations: String..., at endpoint: String = "/Users") async throws -> Reply {
        let body = """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[\(operations.joined(separator: ","))]}
            """
        return try await self.send(.PATCH, "\(endpoint)/\(id)", body)
    }

    /// Sends a filter as Entra encodes it: a form, `+` for a space.
    func find(_ filter: String, _ more: String = "", endpoint: String = "/Users") async throws -> Reply {
        try await self.get("\(endpoint)?filter=" + Self.formEncoded(filter) + more)
    }

    static func formEncoded(_ text: String) -> String {
        PercentEncoding.encode(text) { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: " ") }.replacing(" ", with: "+")
    }

    /// The body of a POST or PUT for one person, with further members as JSON.
    static func person(_ userName: String, _ members: String...) -> String {
        self.person(userName, members: members)
    }

    static func person(_ userName: String, members: [String]) -> String {
        let mail = #""emails":[{"type":"work","primary":true,"value":"\#(userName)@acme.example"}]"#
        let fixed = [#""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#, #""userName":"\#(userName)""#]
        let hasMail = members.contains { $0.hasPrefix(#""emails""#) }
        return "{" + (fixed + (hasMail ? [] : [mail]) + members).joined(separator: ",") + "}"
    }
}

/// An answer of the front.
struct Reply: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var text: String

    /// The body as JSON; null if it is empty.
    var body: Value {
        (try? JSONReader.read(self.text.utf8)) ?? .null
    }

    /// The value at an attribute path of a resource.
    subscript(_ path: String) -> Value {
        let steps = path.hasPrefix("urn:") ? path.split(separator: "|") : path.split(separator: ".")
        return steps.reduce(self.body) { value, step in
            if case .array(let values) = value {
                return Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil } ?? .null
            }
            return value.object?[String(step)] ?? .null
        }
    }

    var id: String { self["id"].string ?? "" }
    var detail: String { self["detail"].string ?? "" }

    /// The user names of a list.
    var userNames: [String] {
        (self["Resources"].array ?? []).compactMap { $0.object?["userName"]?.string }
    }

    /// Expects a status.
    @discardableResult
    func expect(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) -> Reply {
        #expect(self.status == status, "\(self.text)", sourceLocation: sourceLocation)
        return self
    }

    /// Expects a SCIM error whose detail says all of these things.
    func expect(
        _ status: Int, _ type: SCIMError.Kind?, _ hints: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        self.expect(status, sourceLocation: sourceLocation)
        #expect(self["status"].string == String(status), sourceLocation: sourceLocation)
        #expect(self["scimType"].string == type?.rawValue, "\(self.text)", sourceLocation: sourceLocation)
        #expect(self["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"], sourceLocation: sourceLocation)
        #expect(self.headers.first(name: "Content-Type") == "application/scim+json", sourceLocation: sourceLocation)
        #expect(!self.detail.isEmpty, sourceLocation: sourceLocation)
        for hint in hints {
            #expect(self.detail.contains(hint), "\(hint) in: \(self.detail)", sourceLocation: sourceLocation)
        }
    }
}

private struct OneKnownToken: Authenticator {
    func authenticate(_ credentials: Credentials) async -> Verdict {
        switch credentials.bearerToken {
        case nil: .refused(.missing)
        case "known": .accepted(Principal(name: "entra"))
        default: .refused(.unknownToken)
        }
    }
}

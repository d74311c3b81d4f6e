import Foundation
import Fuzzing
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

/// Damaged targets and fields are refused, or read as another reader reads them; none ends the program.
@Suite struct RequestFuzzTests {
    /// How many texts are tried; `Deploy/fuzz` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["STARBRIDGE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 400

    private static func texts(_ seeds: [String], _ tokens: [String]) -> some Sequence<[UInt8]> {
        var mutator = Mutator(seeds: seeds, tokens: tokens, seed: 42)
        return (0..<self.rounds).lazy.map { _ in mutator.next() }
    }

    private static func headers(_ fields: (String, String)...) -> RequestFields {
        RequestFields(HTTPHeaders(fields))
    }

    @Test func bearsDamagedTargets() throws {
        let base = BaseURL("https://scim.example.com/scim/v2")
        let seeds = [
            "/scim/v2/Users?filter=userName+eq+%22a%40b%22&count=10&startIndex=1",
            "/scim/v2//Users/4f2c?aadOptscim062020",
            "http://scim.example.com/scim/v2/Users?attributes=userName,emails.type&sortBy=title&cursor=abc",
        ]
        let tokens = [
            "/", "?", "#", "&", "=", "%", "%2F", "%00", "%FF", "%C3%A9", "+", "://", "filter=", "FILTER=", "count=",
            "cursor=",
            "99999999999999999999", "..", "/scim/v2", "%73cim",
        ]
        for bytes in Self.texts(seeds, tokens) {
            let text = String(decoding: bytes, as: UTF8.self)
            let target = RequestTarget(text)
            #expect(!target.path.contains(UInt8(ascii: "?")), "\(text)")
            #expect(Array(text.utf8).suffix(target.query.count) == target.query, "\(text)")
            for segment in base.segments(below: target.path).map(Array.init) ?? [] {
                #expect(!segment.isEmpty && !segment.contains(UInt8(ascii: "/")), "\(text)")
            }
            for query in [target.query, bytes[...]] { try Self.check(query) }
        }
    }

    /// Reads a query, and compares with Foundation's way to read it.
    private static func check(_ query: ArraySlice<UInt8>) throws {
        do throws(SCIMError) {
            let parameters = try QueryParameters(query)
            let read = Self.pairs(query)
            let cursor = read.first { $0.name == "cursor" }?.value
            #expect(parameters.hasFilter == read.contains { $0.name == "filter" }, "\(query)")
            let asked = try parameters.query(extensions: [.enterpriseUser])
            #expect(asked.cursor.map { Array($0.utf8) } == cursor.map { Array($0.utf8) }, "\(query)")
        } catch {
            #expect(error.status == 400 && !error.detail.isEmpty, "\(query)")
        }
    }

    private static func pairs(_ query: ArraySlice<UInt8>) -> [(name: String, value: String)] {
        query.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map {
                let bytes = $0.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
                return String(decoding: bytes, as: UTF8.self).removingPercentEncoding ?? ""
            }
            return (parts[0].lowercased(), parts.count > 1 ? parts[1] : "")
        }
    }

    @Test func bearsDamagedBearers() throws {
        for bytes in Self.texts(
            ["Bearer abc.def-_~+/=", "bearer  x"], ["Bearer ", "BEARER", " ", "\t", ",", "Basic ", "="])
        {
            let text = String(decoding: bytes, as: UTF8.self)
            let fields = Self.headers(("Authorization", text))
            if let token = try Credentials(fields.authorization).bearerToken {
                #expect(
                    text.utf8.elementsEqual(Array(text.utf8).dropLast(token.utf8.count) + Array(token.utf8)), "\(text)")
                #expect(text.lowercased().utf8.starts(with: "bearer ".utf8), "\(text)")
                #expect(!token.isEmpty && token.utf8.first != UInt8(ascii: " "), "\(text)")
            }
            let twice = Self.headers(("Authorization", text), ("authorization", "Bearer x"))
            #expect(throws: SCIMError.self) { try Credentials(twice.authorization) }
        }
    }

    @Test func bearsDamagedRequestIDs() {
        for bytes in Self.texts(["4f2c-1", "A.b_c~d"], ["\n", " ", "\u{1B}[31m", "=", "\"", "%0A"]) {
            let text = String(decoding: bytes, as: UTF8.self)
            let id = RequestID.of(Self.headers(("X-Request-ID", text)))
            #expect(1...128 ~= id.utf8.count && id.wholeMatch(of: /[A-Za-z0-9._~\-]+/) != nil, "\(text)")
            #expect(id == text || text.utf8.count > 128 || text.wholeMatch(of: /[A-Za-z0-9._~\-]+/) == nil, "\(text)")
        }
    }

    @Test func bearsDamagedAcceptFields() {
        let seeds = ["application/scim+json, */*;q=0.1", "text/html;q=1, application/*;q=0.000", "*"]
        for bytes in Self.texts(seeds, [",", ";", "q=0", "q=", "*/*", "\"", "application/json", " "]) {
            let text = String(decoding: bytes, as: UTF8.self)
            _ = Self.headers(("Accept", text)).accept.acceptsJSON
            #expect(Self.headers(("Accept", text), ("Accept", "application/json")).accept.acceptsJSON, "\(text)")
        }
    }
}

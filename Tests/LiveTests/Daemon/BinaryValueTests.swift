import Encodings
import FoundationEssentials
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Testing

/// Certificates and pictures, from the client's base64 to the bytes in the directory and back.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct BinaryValueTests {
    private static let mapping = """
          on_delete: { strategy: delete }
          attributes:
            userName: uid
            name.familyName: { attribute: sn, default: "{userName}" }
            displayName: { attribute: cn, default: "{userName}" }
            emails[type eq "work"].value: { attribute: mail, required: true }
            x509Certificates.value: userCertificate;binary
            photos[type eq "photo"].value: { attribute: jpegPhoto, base64: true }
        """

    private static let certificates: AttributeDescription = "userCertificate;binary"

    /// A certificate in DER that `openssl` has signed with a key of its own.
    private static func certificate(_ name: String, in folder: String) async throws -> AttributeValue {
        let file = "\(folder)/\(name).der"
        let key = [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "\(folder)/\(name).key",
        ]
        try await ChildProcess.run(
            "/usr/bin/openssl",
            ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-outform", "DER", "-out", file] + key,
            log: "\(folder)/openssl.log")
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: file)))
        try #require(bytes.first == 0x30 && bytes.count > 200)
        return AttributeValue(bytes: bytes)
    }

    /// The smallest things that begin and end like a JPEG file, with bytes of every value between.
    private static func picture(_ count: Int) -> AttributeValue {
        AttributeValue(
            bytes: [0xFF, 0xD8, 0xFF, 0xE0] + (0..<count).map { UInt8(truncatingIfNeeded: $0) } + [0xFF, 0xD9])
    }

    /// A daemon with the mapping, and what is written and read on both sides of it.
    private struct Scene {
        let daemon: Daemon
        let root: Client

        func call(_ method: String, _ path: String, _ body: String = "", _ status: Int = 200) async throws -> Reply {
            let answer = try await self.daemon.call(method, path, body: body)
            let type = answer.headers["content-type"] ?? ""
            return Reply(status: answer.status, headers: ["Content-Type": type], text: answer.text).expect(status)
        }

        func patch(_ id: String, _ operations: String..., status: Int = 200) async throws -> Reply {
            try await self.call(
                "PATCH", "/Users/\(id)", #"{"Operations":[\#(operations.joined(separator: ","))]}"#, status)
        }

        func find(_ filter: String) async throws -> [String] {
            try await self.call("GET", "/Users?filter=" + BridgeCaller.formEncoded(filter)).userNames
        }

        func entry(_ name: String) async throws -> LDAP.Entry? {
            try await self.root.search(
                SearchRequest(
                    base: LDAPClientScene.people, filter: .equal("uid", AttributeValue(name)),
                    attributes: ["*", "entryCSN"])
            ).entries.first
        }

        /// The client and the directory have these values, and no others.
        func expect(
            _ name: String, _ id: String, certificates: [AttributeValue], pictures: [AttributeValue],
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let entry = try #require(try await self.entry(name))
            #expect(Set(entry[BinaryValueTests.certificates]) == Set(certificates), sourceLocation: sourceLocation)
            #expect(Array(entry["jpegPhoto"]) == pictures, sourceLocation: sourceLocation)
            let shown = try await self.call("GET", "/Users/\(id)")
            func values(_ attribute: String) -> Set<String> {
                Set(shown[attribute].array?.compactMap { $0.object?["value"]?.string } ?? [])
            }
            #expect(values("x509Certificates") == Set(certificates.map(\.bytes.base64)), sourceLocation: sourceLocation)
            #expect(values("photos") == Set(pictures.map(\.bytes.base64)), sourceLocation: sourceLocation)
            for (path, isThere) in [
                ("x509Certificates", !certificates.isEmpty), ("x509Certificates.value", !certificates.isEmpty),
                ("photos", !pictures.isEmpty), (#"photos[type eq "photo"].value"#, !pictures.isEmpty),
            ] {
                let found = try await self.find("\(path) pr")
                #expect(found.contains(name) == isThere, "\(path)", sourceLocation: sourceLocation)
                let others = try await self.find("not (\(path) pr)")
                #expect(others.contains(name) != isThere, "\(path)", sourceLocation: sourceLocation)
            }
            for value in certificates {
                let found = try await self.find(#"x509Certificates.value eq "\#(value.bytes.base64)""#)
                #expect(found == [name], sourceLocation: sourceLocation)
            }
        }
    }

    private func run(_ body: (Scene, _ folder: String) async throws -> Void) async throws {
        try await Daemon.runConnected({ $0.users = Self.mapping }) { daemon, slapd in
            let root = try LDAPClientScene.configuration([try #require(slapd.ldapURL)])
            try await LDAPClientScene.withClient(root) { root in
                try await body(Scene(daemon: daemon, root: root), daemon.folder)
            }
        }
    }

    private static func member(_ certificates: [AttributeValue], _ pictures: [AttributeValue]) -> String {
        let values = certificates.map { #"{"value":"\#($0.bytes.base64)"}"# }.joined(separator: ",")
        let photos = pictures.map { #"{"type":"photo","value":"\#($0.bytes.base64)"}"# }.joined(separator: ",")
        return #""x509Certificates":[\#(values)],"photos":[\#(photos)]"#
    }

    @Test func areWrittenReadAndCleared() async throws {
        try await self.run { scene, folder in
            let first = try await Self.certificate("first", in: folder)
            let second = try await Self.certificate("second", in: folder)
            let (small, large) = (Self.picture(1), Self.picture(300_000))
            let name = "binary.ada"
            let post = try await scene.call(
                "POST", "/Users", BridgeCaller.person(name, Self.member([first], [small])), 201)
            let id = post.id
            #expect(post["x509Certificates.0.value"] == .string(first.bytes.base64))
            try await scene.expect(name, id, certificates: [first], pictures: [small])

            let certificate = { (op: String, value: AttributeValue) in
                #"{"op":"\#(op)","path":"x509Certificates","value":[{"value":"\#(value.bytes.base64)"}]}"#
            }
            let photo = { (value: String) in
                #"{"op":"replace","path":"photos[type eq \"photo\"].value","value":\#(value)}"#
            }
            _ = try await scene.patch(id, certificate("replace", second), photo("\"\(large.bytes.base64)\""))
            try await scene.expect(name, id, certificates: [second], pictures: [large])
            let version = try await scene.entry(name)?["entryCSN"]
            _ = try await scene.patch(id, certificate("replace", second), photo("\"\(large.bytes.base64)\""))
            #expect(try await scene.entry(name)?["entryCSN"] == version)

            _ = try await scene.patch(id, certificate("add", first))
            try await scene.expect(name, id, certificates: [first, second], pictures: [large])
            let selected = #"{"op":"remove","path":"x509Certificates[value eq \"\#(second.bytes.base64)\"]"}"#
            _ = try await scene.patch(id, selected)
            try await scene.expect(name, id, certificates: [first], pictures: [large])
            _ = try await scene.patch(id, photo("null"), #"{"op":"remove","path":"x509Certificates"}"#)
            try await scene.expect(name, id, certificates: [], pictures: [])

            let put = BridgeCaller.person(name, Self.member([first, second], [small]))
            _ = try await scene.call("PUT", "/Users/\(id)", put)
            try await scene.expect(name, id, certificates: [first, second], pictures: [small])
            _ = try await scene.call("PUT", "/Users/\(id)", BridgeCaller.person(name, Self.member([second], [large])))
            try await scene.expect(name, id, certificates: [second], pictures: [large])
            _ = try await scene.call("PUT", "/Users/\(id)", BridgeCaller.person(name))
            try await scene.expect(name, id, certificates: [], pictures: [])
        }
    }

    @Test func whatIsNoneIsRefusedAndChangesNothing() async throws {
        try await self.run { scene, folder in
            let first = try await Self.certificate("first", in: folder)
            let picture = Self.picture(5)
            let name = "binary.bob"
            let id = try await scene.call(
                "POST", "/Users", BridgeCaller.person(name, Self.member([first], [picture])), 201
            ).id
            for (path, value) in [
                ("x509Certificates", #"[{"value":"bm8gY2VydGlmaWNhdGU="}]"#),
                ("x509Certificates", #"[{"value":"%%%"}]"#),
                (#"photos[type eq \"photo\"].value"#, #""https://pictures.example/ada.jpg""#),
            ] {
                let refused = try await scene.patch(
                    id, #"{"op":"replace","path":"\#(path)","value":\#(value)}"#, status: 400)
                refused.expect(400, .invalidValue, String(path.prefix { $0 != "[" }))
            }
            try await scene.expect(name, id, certificates: [first], pictures: [picture])
        }
    }
}

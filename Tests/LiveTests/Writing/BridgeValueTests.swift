import Bridge
import Encodings
import NIOHTTP1
import LDAP
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Values reach the directory in its own form, and come back in that of SCIM.
    @Suite(.serialized, .bridge) struct Values {
        private static func more(_ mapping: inout Mapping) {
            for (path, attribute, isBase64) in [
                (#"addresses[type eq "work"].formatted"#, "postalAddress", false), ("profileUrl", "labeledURI", false),
                (#"photos[type eq "photo"].value"#, "jpegPhoto", true),
                ("x509Certificates.value", "userCertificate;binary", false),
                ("roles.value", "employeeType", false),
            ] {
                guard let path = try? AttributePath(parsing: path) else { continue }
                mapping.rules.removeAll { $0.attribute == AttributeDescription(attribute) }
                mapping.rules.append(
                    Mapping.Rule(path: path, attribute: AttributeDescription(attribute), isBase64: isBase64))
            }
        }

        @Test(arguments: [
            ("1 Main St\nBerlin $5", #"1 Main St$Berlin \245"#), (#"C:\24, Tür 5"#, #"C:\5C24, Tür 5"#),
            ("one line", "one line"),
        ])
        func anAddressHasLines(sent: String, stored: String) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.more)
            let text = String(decoding: JSONWriter.bytes(.string(sent)), as: UTF8.self)
            let name = "value.address\(sent.utf8.count)"
            let body = BridgeCaller.person(name, #""addresses":[{"type":"work","formatted":\#(text)}]"#)
            let post = try await bridge.post(body).expect(201)
            #expect(post["addresses.0.formatted"] == .string(sent))
            let dn = "uid=\(name),ou=people,dc=acme,dc=example"
            #expect(try await scene.contents(dn)?["postalAddress"] == [stored])
            let version = try await scene.version(dn)
            try await bridge.put(post.id, body).expect(200)
            #expect(try await scene.version(dn) == version)
            let found = try await bridge.find(#"addresses[type eq "work"].formatted eq \#(text)"#).expect(200)
            #expect(found.userNames == [name])
        }

        @Test func bytesTravelAsBase64() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.more)
            let picture = ([0xFF, 0xD8, 0xFF, 0xE0] + Array(0..<200)).base64
            let (dn, id) = try await scene.addPerson(
                "value.photo", "mail: value.photo@acme.example", "jpegPhoto:: \(picture)")
            #expect(try await bridge.get("/Users/\(id)")["photos.0.value"] == .string(picture))
            let add = { (text: String) in
                #"{"op":"add","path":"photos[type eq \"photo\"].value","value":"\#(text)"}"#
            }
            try await bridge.patch(id, add("https://pictures.example/x.jpg")).expect(400, .invalidValue, "base64")
            #expect(try await bridge.get("/Users/\(id)")["photos.0.value"] == .string(picture))
            let other = ([0xFF, 0xD8, 0xFF, 0xE0] as [UInt8]).base64
            try await bridge.patch(id, add(other)).expect(200)
            #expect(try await scene.entry(dn)?["jpegPhoto"].map(\.bytes.base64) == [other])
        }

        @Test func whatNobodyCanUseIsRefused() async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge(Self.more)
            for name in [" ", "\u{200B}", #"\t"#] {
                try await bridge.post(
                    BridgeCaller.person(name, #""emails":[{"type":"work","value":"value.blank@acme.example"}]"#)
                ).expect(400, .invalidValue, "userName")
                try await scene.groupBridge().send(.POST, "/Groups", #"{"displayName":"\#(name)"}"#).expect(
                    400, .invalidValue, "displayName")
            }
            let named = scene.bridge {
                Self.more(&$0)
                $0.rdn = "cn"
            }
            let shown = try await named.post(BridgeCaller.person("value.cn", #""displayName":"Value CN""#)).expect(201)
            let blank = #"{"op":"replace","path":"displayName","value":"\u200B"}"#
            try await named.patch(shown.id, blank).expect(400, .invalidValue, "displayName", "seen")
            let (dn, id) = try await scene.addPerson(
                "value.url", "mail: value.url@acme.example", "labeledURI: not a url")
            let url = { (text: String) in #"{"op":"replace","path":"profileUrl","value":"\#(text)"}"# }
            try await bridge.patch(id, url("another text")).expect(400, .invalidValue, "profileUrl", "URL")
            // What was there before is shown, and may come back.
            let read = try await bridge.get("/Users/\(id)").expect(200)
            try await bridge.put(id, read.text).expect(200)
            try await bridge.patch(id, url("https://acme.example/u")).expect(200)
            #expect(try await scene.contents(dn)?["labeledURI"] == ["https://acme.example/u"])
            let roles = (0...1000).map { #"{"value":"r\#($0)"}"# }.joined(separator: ",")
            try await bridge.post(BridgeCaller.person("value.many", #""roles":[\#(roles)]"#)).expect(
                400, .invalidValue, "more than 1000")
            let few = (0..<1000).map { #"{"value":"r\#($0)"}"# }.joined(separator: ",")
            try await bridge.post(BridgeCaller.person("value.many", #""roles":[\#(few)]"#)).expect(201)
        }

        @Test func anEntryWithoutAnIDIsNotShown() async throws {
            let scene = try BridgeScene.current
            try await scene.addUnit("without id")
            let unit = "ou=without id,ou=elsewhere"
            try await scene.addPerson("value.with", below: unit, "mail: value.with@acme.example")
            try await scene.addPerson("value.without", below: unit, "mail: value.without@acme.example")
            let directory = ForgetfulDirectory(scene.directory, of: "value.without")
            let bridge = scene.bridge(over: directory, branch: unit)
            for path in ["/Users", "/Users?filter=userName+sw+%22value.%22", "/Users?count=1"] {
                let list = try await bridge.get(path).expect(200)
                #expect(list.userNames == ["value.with"], "\(path)")
                #expect(list["totalResults"] == 1, "\(path)")
            }
            try await bridge.post(BridgeCaller.person("value.without")).expect(
                409, .uniqueness, "uid=value.without", "shows no entryUUID")
        }
    }
}

/// The real directory, which shows no id of one person.
private struct ForgetfulDirectory: Directory {
    let directory: any Directory
    let user: AttributeValue

    init(_ directory: any Directory, of user: String) {
        (self.directory, self.user) = (directory, AttributeValue(user))
    }

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.forgetting(try await self.directory.search(request))
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.directory.apply(change, options: options)
    }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession {
        ForgetfulSession(session: try await self.directory.hold(idle: idle), directory: self)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output {
        try await self.directory.lease { session throws(LDAPError) in
            try await body(ForgetfulSession(session: session, directory: self))
        }
    }

    fileprivate func forgetting(_ result: SearchResult) -> SearchResult {
        var result = result
        for index in result.entries.indices where result.entries[index].dn.leaf?.assertions.first?.value == self.user {
            result.entries[index]["entryUUID"] = []
        }
        return result
    }
}

private struct ForgetfulSession: DirectorySession {
    let session: any DirectorySession
    let directory: ForgetfulDirectory

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        self.directory.forgetting(try await self.session.search(request))
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.session.apply(change, options: options)
    }
}

import Foundation
import Testing

/// What nobody may call: each of these blocks, opens a socket, or goes on as nobody.
@Suite struct LibLDAPRulesTests {
    private static let forbidden =
        "\\b(ldap_[a-z_]+_s|ldap_connect|ldap_install_tls|ldap_start_tls|ldap_sasl_interactive_bind[a-z_]*|ldap_initialize"
        + "|ldap_init|ldap_open|ldap_create|ldap_dup|ldap_set_rebind_proc|ldap_unbind|ldap_destroy)\\b"

    private static func sources() throws -> [(path: String, text: String)] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? []
        return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
            (file.path(percentEncoded: false), try String(contentsOf: file, encoding: .utf8))
        }
    }

    @Test func nobodyCallsWhatBlocksOrConnects() throws {
        let pattern = try Regex(Self.forbidden)
        let sources = try Self.sources()
        #expect(sources.contains { $0.path.hasSuffix("LibLDAP/Handle.swift") })
        for (path, text) in sources {
            for match in text.matches(of: pattern) { Issue.record("\(path) calls \(text[match.range])") }
        }
    }

    @Test func onlyLibLDAPTouchesLibldap() throws {
        for (path, text) in try Self.sources() where text.contains("import CLDAP") {
            #expect(path.contains("LDAPClient/LibLDAP/"), "\(path)")
        }
    }

    /// libldap asks the kernel where it is called without bytes, and waits where it is given time.
    @Test func asksForAnswersInOnePlaceOnlyAndWithoutWaiting() throws {
        let callers = try Self.sources().filter { $0.text.contains("ldap_result(") }
        #expect(callers.map(\.path).allSatisfy { $0.hasSuffix("LibLDAP/Message.swift") })
        #expect(callers.first?.text.contains("timeval(tv_sec: 0, tv_usec: 0)") == true)
    }
}

import Testing

@testable import Console

@Suite struct HostRuleTests {
    @Test(arguments: ["127.0.0.1:8081", "localhost:8081", "[::1]:8081", "LOCALHOST:8081"])
    func allowsTheNamesOfLoopback(authority: String) {
        #expect(HostRule(host: "127.0.0.1", port: 8081).allows(authority))
    }

    @Test(arguments: ["evil.example:8081", "127.0.0.1", "127.0.0.1:8082", "", nil])
    func refusesForeignNames(authority: String?) {
        #expect(!HostRule(host: "127.0.0.1", port: 8081).allows(authority))
    }

    @Test func allowsTheNamesOfTheCertificate() {
        let rule = HostRule(host: "0.0.0.0", port: 443, names: ["bridge.example.com"])
        #expect(rule.allows("bridge.example.com"))
        #expect(rule.allows("bridge.example.com:443"))
        #expect(!rule.allows("other.example.com"))
    }

    @Test func takesAnyNameOnASocketThatOnlyItsOwnerOpens() {
        #expect(HostRule.socket.allows("whatever"))
        #expect(HostRule.socket.allows(nil))
    }
}

import Testing

@testable import LDAPClient

@Suite struct HostNameTests {
    @Test(arguments: [
        ("ldap.acme.example", "ldap.acme.example", true), ("LDAP.acme.example.", "ldap.ACME.example", true),
        ("ldap.acme.example", "*.acme.example", true), ("ldap.acme.example", "ldap2.acme.example", false),
        ("a.ldap.acme.example", "*.acme.example", false), ("acme.example", "*.acme.example", false),
        ("ldap", "*.", false), ("ldap", "ldap", true), ("ldap.acme.example", "*", false), ("", "*.", false),
    ])
    func isOneOfACertificate(name: String, pattern: String, isMatch: Bool) {
        #expect(HostName(name).matches(pattern) == isMatch)
    }
}

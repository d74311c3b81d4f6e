import LDAP
import Testing

@Suite struct SearchURLTests {
    @Test(arguments: [
        (
            "ldap:///ou=people,dc=acme??sub?(title=Cook)", "ou=people,dc=acme", SearchRequest.Scope.subtree,
            "(title=Cook)"
        ),
        ("LDAP:///dc=acme?cn,sn?one", "dc=acme", .oneLevel, "(objectClass=*)"),
        ("ldap:///uid=a%20b%3F,dc=acme", "uid=a b?,dc=acme", .base, "(objectClass=*)"),
        ("ldap:///dc=acme??SUB?(cn=a%2Cb)", "dc=acme", .subtree, "(cn=a,b)"),
        ("ldap:///", "", .base, "(objectClass=*)"),
    ])
    func reads(_ text: String, _ base: String, _ scope: SearchRequest.Scope, _ filter: String) throws {
        let url = try SearchURL(parsing: text)
        #expect(url.base == DistinguishedName(server: base))
        #expect(url.scope == scope)
        #expect(url.filter.description == filter)
    }

    @Test(arguments: [
        ("http:///dc=acme", "ldap:///"), ("ldap://host/dc=acme", "ldap:///"), ("ldap:///dc=acme??deep", "scope"),
        ("ldap:///dc=acme??sub?(cn=a", ""), ("ldap:///dc=ac%2", "percent"), ("ldap:///dc", ""),
        ("ldap:///dc=acme??sub?(cn=a)?!x=y", "extensions"),
    ])
    func refuses(_ text: String, because reason: String) {
        let error = #expect(throws: LDAPError.self) { try SearchURL(parsing: text) }
        #expect(error?.diagnostic.contains(reason) == true, "\(error?.diagnostic ?? "")")
    }
}

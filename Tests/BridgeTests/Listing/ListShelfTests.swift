import LDAP
import Testing
import Translator

@testable import Bridge

@Suite struct ListShelfTests {
    private static func key(
        _ base: String, _ filter: Filter, _ scope: SearchRequest.Scope = .subtree, from viewpoint: String = ""
    ) -> ListShelf.Key {
        let request = SearchRequest(base: DistinguishedName(server: base), scope: scope, filter: filter)
        return ListShelf.Key(ListQuery(request: request, order: ListOrder([])), from: viewpoint)
    }

    /// People and leavers, or two tenants, may be listed by the same filter.
    @Test func aListIsOfOnePlace() {
        let key = Self.key("ou=people,dc=acme", .present("uid"))
        #expect(key == Self.key("ou=people,dc=acme", .present("uid")))
        #expect(key != Self.key("ou=leavers,dc=acme", .present("uid")))
        #expect(key != Self.key("ou=people,dc=acme", .present("uid"), .oneLevel))
        #expect(key != Self.key("ou=people,dc=acme", .present("cn")))
        #expect(key != Self.key("ou=people,dc=acme", .present("uid"), from: "ldap://b"))
    }
}

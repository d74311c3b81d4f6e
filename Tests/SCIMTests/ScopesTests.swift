import SCIM
import Testing

@Suite struct ScopesTests {
    @Test(arguments: ["read", "users", "groups", "console"]) func haveNames(name: String) {
        #expect(Scopes(name: name)?.names == [name])
    }

    @Test(arguments: ["", "Read", "root", "read users"]) func noOtherNameIsAScope(name: String) {
        #expect(Scopes(name: name) == nil)
    }

    @Test func theConsoleIsNotOfTheService() {
        #expect(Scopes.service.isDisjoint(with: .console))
        #expect(Scopes([.groups, .read]).names == ["read", "groups"])
    }
}

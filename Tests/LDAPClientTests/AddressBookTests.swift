import LDAP
import Testing

@testable import LDAPClient

@Suite struct AddressBookTests {
    private let book = AddressBook()

    @Test(arguments: ["ldap://localhost:389", "ldap://127.0.0.1:389", "ldaps://[::1]:636", "ldapi://%2Frun%2Fldapi"])
    func staysWithOneAddressUntilItIsLeft(url: String) async throws {
        let server = try ServerURL(parsing: url)
        var tried = [try await self.book.peer(of: server)]
        #expect(try await self.book.peer(of: server) == tried[0])
        while self.book.left(tried[tried.count - 1]) {
            let next = try await self.book.peer(of: server)
            #expect(!tried.contains(next))
            tried.append(next)
        }
        // The next round begins with the first again.
        #expect(try await self.book.peer(of: server) == tried[0])
    }

    @Test func keepsTheAddressInUseWhenTheNameIsLookedUpAnew() async throws {
        let server = try ServerURL(parsing: "ldap://localhost:389")
        let first = try await self.book.peer(of: server)
        let isLast = !self.book.left(first)
        let inUse = try await self.book.peer(of: server)
        #expect(isLast == (inUse == first))
        await self.book.renew(server)
        #expect(try await self.book.peer(of: server) == inUse)
    }

    @Test func doesNotMixServersUpThatHaveOneAddress() async throws {
        let first = try await self.book.peer(of: ServerURL(parsing: "ldap://127.0.0.1:389"))
        let second = try await self.book.peer(of: ServerURL(parsing: "ldap://127.0.0.1:390"))
        #expect(!self.book.left(first))
        #expect(first != second)
        #expect(try await self.book.peer(of: second.server) == second)
    }
}

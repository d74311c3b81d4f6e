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

    /// A label of a name is not empty (RFC 1035 section 2.3.1), and a socket's path ends after 107 bytes (unix(7)).
    @Test(arguments: [
        ("ldap://no..body:389", "ldap://no..body:389: its name cannot be looked up ("),
        ("ldapi://%2F" + String(repeating: "x", count: 200), "the path of a socket is not as long as this"),
    ])
    func saysWhyThereIsNoAddress(url: String, reason: String) async throws {
        let server = try ServerURL(parsing: url)
        do throws(LDAPError) {
            Issue.record("found \(try await self.book.peer(of: server))")
        } catch {
            #expect(error.code == .serverDown && error.diagnostic.contains(reason), "\(error)")
        }
    }

    @Test func doesNotMixServersUpThatHaveOneAddress() async throws {
        let first = try await self.book.peer(of: ServerURL(parsing: "ldap://127.0.0.1:389"))
        let second = try await self.book.peer(of: ServerURL(parsing: "ldap://127.0.0.1:390"))
        #expect(!self.book.left(first))
        #expect(first != second)
        #expect(try await self.book.peer(of: second.server) == second)
    }
}

import LDAP
import NIOCore
import Testing

@testable import LDAPClient

@Suite struct BEREncoderTests {
    /// libldap encodes the filter of a search from its text.
    @Test(arguments: [
        "(uid=ada)", "(uid=*)", "(!(uid=ada))", "(&)", "(|)", "(&(a=b)(|(c>=d)(e<=f))(g~=h))", "(cn=a*)",
        "(cn=*a)",
        "(cn=*a*)",
        "(cn=a*b*c*d)", #"(cn=\2a\28\00\ff)"#, "(cn=Žluťoučký kůň)", "(a=)", "(a:=b)", "(:2.5.13.2:=b)",
        "(a:dn:2.5.13.2:=b)",
        "(:dn:caseExactMatch:=x)", "(userCertificate;binary=*)",
        "(&(entryCSN=20261123212810.232390Z#000000#000#000000)(!(a=b)))",
    ])
    func encodesFiltersAsLibldapDoes(text: String) throws {
        let filter = try Filter(parsing: text)
        let handle = try Handle(server: ServerURL(parsing: "ldap://127.0.0.1:1"))
        let search = SearchRequest(base: DistinguishedName([]), scope: .base, filter: filter, attributes: ["1.1"])
        guard case .sent = handle.send(.search(search, timeLimit: nil)) else {
            Issue.record("The search was not sent.")
            return
        }
        // The filter is followed by the list of one attribute.
        let sent = Array(handle.socket.output.readableBytesView)
        let encoded = try BEREncoder.bytes { $0.filter(filter) } + [0x30, 5, 0x04, 3] + Array("1.1".utf8)
        #expect(sent.suffix(encoded.count) == encoded[...])
    }

    @Test func encodesLongFiltersAndValues() throws {
        let value = AttributeValue(bytes: [UInt8](repeating: 0x61, count: 300))
        let bytes = try BEREncoder.bytes { $0.filter(.equal("cn", value)) }
        #expect(bytes.count == 312 && bytes[..<4] == [0xA3, 0x82, 0x01, 0x34])
    }

    @Test func encodesSelectionsOnce() throws {
        var selections = SelectionCache()
        let encoded = try selections.encoded(["cn", "entryUUID"])
        #expect(encoded == [0x30, 15, 4, 2] + Array("cn".utf8) + [4, 9] + Array("entryUUID".utf8))
        #expect(try selections.encoded(["cn", "entryUUID"]) == encoded)
        #expect(try selections.encoded([]) == [0x30, 0])
    }
}

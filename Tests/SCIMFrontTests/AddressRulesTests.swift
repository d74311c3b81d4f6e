import Encodings
import NIOHTTP1
import SCIM
import Testing

@testable import SCIMFront

@Suite struct AddressRulesTests {
    private static let proxied = AddressRules(proxies: ["10.0.0.0/8", "2001:db8::/32"].compactMap(AddressRange.init))

    private static func client(
        _ headers: HTTPHeaders, _ rules: AddressRules = proxied, peer: String? = "10.0.0.1"
    ) -> ClientAddress {
        rules.client(of: RequestFields(headers), over: ClientAddress(peer))
    }

    @Test(arguments: [
        // One proxy, and what the client made up before it.
        ("192.0.2.7", "192.0.2.7"), ("1.1.1.1, 192.0.2.7", "192.0.2.7"), ("10.0.0.9, 192.0.2.7", "192.0.2.7"),
        // Several proxies.
        ("192.0.2.7, 10.0.0.3", "192.0.2.7"), ("1.1.1.1, 192.0.2.7, 10.0.0.3, 2001:db8::4", "192.0.2.7"),
        // All of them are proxies: the first one calls.
        ("10.0.0.2, 10.0.0.3", "10.0.0.2"),
        // What is hidden or garbage is not looked behind.
        ("192.0.2.7, unknown, 10.0.0.3", "10.0.0.3"), ("192.0.2.7, ;drop table", "10.0.0.1"),
        ("2001:db9::5", "2001:db9::5"), ("192.0.2.7:1234", "192.0.2.7"),
    ])
    func theClientIsTheLastThatIsNoProxy(list: String, client: String) {
        #expect(Self.client(["X-Forwarded-For": list]).address == client)
        let forwarded = list.split(separator: ",").map { node in
            #"for="\#(node.drop { $0 == " " })""#
        }.joined(separator: ", ")
        if !list.contains("2001:db9"), !list.contains("2001:db8") {
            #expect(Self.client(["Forwarded": forwarded]).address == client)
        }
    }

    @Test func nobodyElseIsBelieved() {
        let spoofed: HTTPHeaders = ["X-Forwarded-For": "1.1.1.1", "Forwarded": "for=1.1.1.1"]
        #expect(Self.client(spoofed, peer: "192.0.2.7").address == "192.0.2.7")
        #expect(Self.client(spoofed, AddressRules()).address == "10.0.0.1")
        #expect(Self.client(spoofed, AddressRules(), peer: nil).address == nil)
    }

    @Test func aUnixSocketIsBelievedWhereThatIsSaid() {
        let rules = AddressRules(trustsUnixSockets: true)
        #expect(Self.client(["X-Forwarded-For": "192.0.2.7"], rules, peer: nil).address == "192.0.2.7")
        #expect(Self.client(["X-Forwarded-For": "192.0.2.7"], rules, peer: "127.0.0.1").address == "127.0.0.1")
    }

    @Test func twoFieldsMustSayTheSame() {
        #expect(Self.client(["X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.7"]).address == "192.0.2.7")
        let spoofed = Self.client(["X-Forwarded-For": "192.0.2.7", "Forwarded": "for=1.1.1.1"])
        #expect(spoofed.objection?.status == 400 && spoofed.objection?.detail.contains("different clients") == true)
    }

    @Test func whatHidesTheRestIsRefused() {
        #expect(Self.client(["Forwarded": #"for=", for=192.0.2.7"#]).objection?.status == 400)
    }

    @Test func onlyTheAllowedMayCall() {
        var rules = Self.proxied
        rules.allowed = [AddressRange("192.0.2.0/24")].compactMap(\.self)
        #expect(rules.admits(ClientAddress("192.0.2.9")) && rules.admits(ClientAddress("10.1.1.1")))
        #expect(!rules.admits(ClientAddress("198.51.100.1")) && rules.admits(ClientAddress(nil)))
        #expect(Self.client(["X-Forwarded-For": "192.0.2.7"], rules).objection == nil)
        let other = Self.client(["X-Forwarded-For": "192.0.2.7, 198.51.100.1"], rules)
        #expect(other.objection?.status == 403 && other.objection?.detail.contains("198.51.100.1") == true)
        #expect(Self.client([:], rules).objection?.status == 403, "a proxy is no client")
    }
}

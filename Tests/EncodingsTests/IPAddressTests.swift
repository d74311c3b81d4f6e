import Testing

@testable import Encodings

@Suite struct IPAddressTests {
    @Test(
        arguments: [
            ("192.0.2.7", 0, 0xFFFF_C000_0207), ("0.0.0.0", 0, 0xFFFF_0000_0000),
            ("::ffff:192.0.2.7", 0, 0xFFFF_C000_0207),
            ("::", 0, 0), ("::1", 0, 1), ("2001:db8::7", 0x2001_0db8_0000_0000, 7), ("fe80::1%eth0", 0xfe80 << 48, 1),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
            ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004, 0x0005_0006_0102_0304),
            ("1::", 1 << 48, 0), ("::2:3", 0, 0x2_0003),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
        ] as [(String, UInt64, UInt64)])
    func readsAddresses(text: String, network: UInt64, host: UInt64) {
        #expect(IPAddress(text) == IPAddress(network: network, host: host))
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.+4", "1.2.3.4 ", "1.2.3.4%eth0", ":", ":::",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::",
        "::+1",
        "1.2.3.4::", "::1.2.3.4:5", "localhost", "1:2:3:4:5:6:7:1.2.3.4", ":1", "1:",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func aNetworkOfVersion6IsOneHolder() throws {
        let address = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
        #expect(address.holder == IPAddress("2001:db8:1:2::"))
        #expect(address.holder != IPAddress("2001:db8:1:3::1")?.holder)
        #expect(IPAddress("192.0.2.7")?.holder == IPAddress("192.0.2.7"))
    }
}

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false), ("0.0.0.0/0", "9.9.9.9", true),
        ("0.0.0.0/0", "::1", false), ("::/0", "9.9.9.9", true), ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::", false), ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.6", false),
        ("192.0.2.0/31", "::ffff:192.0.2.1", true), ("::1", "::1", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
        ("2001:db8::/64", "2001:db8::8000:0:0:0", true),
    ])
    func containsWhatBeginsWithTheSameBits(range: String, address: String, isInside: Bool) throws {
        let ip = try #require(IPAddress(address))
        let addresses = try #require(AddressRange(range))
        #expect(addresses.contains(ip) == isInside)
    }

    @Test(arguments: [
        "", "/", "192.0.2.0/33", "192.0.2.7/24", "2001:db8::1/32", "::/129", "192.0.2.0/-1", "192.0.2.0/024",
        "192.0.2.0/",
        "192.0.2.0/24/24", "example.com",
    ])
    func refusesWhatIsNoRange(text: String) {
        #expect(AddressRange(text) == nil)
    }
}

import Encodings
import Testing

@Suite struct LoopbackAddressTests {
    @Test(arguments: ["localhost", "::1", "127.0.0.1", "127.255.255.254"])
    func isLoopback(host: String) {
        #expect(host.isLoopbackHost)
    }

    @Test(arguments: [
        "", "0.0.0.0", "::", "10.0.0.127", "127.0.0", "127.0.0.1.1", "127.0.0.256", "127.0.0.", "127.0.0.example",
        "127.example.com",
        "localhost.example.com",
    ])
    func isNone(host: String) {
        #expect(!host.isLoopbackHost)
    }
}

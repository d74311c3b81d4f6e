/// Which names the page may be asked for by, so that a foreign site that leads its own name to this address is refused.
///
/// On a Unix socket nobody but who may open it can ask, by whatever name.
struct HostRule: Sendable {
    /// The names with the port, in small letters; nil where every name is right.
    private let names: Set<String>?

    /// The rule of a listener on a host and a port; `names` are those of its certificate.
    init(host: String, port: Int, names: [String] = []) {
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(host)
        let hosts = isLoopback ? ["127.0.0.1", "[::1]", "localhost"] : [Self.written(host)] + names
        self.names = Set(
            hosts.flatMap { ["\($0.lowercased()):\(port)"] + ([80, 443].contains(port) ? [$0.lowercased()] : []) })
    }

    private init() {
        self.names = nil
    }

    /// The rule of a Unix socket.
    static let socket = HostRule()

    /// Whether a request that names a host and a port is meant for the page.
    func allows(_ authority: String?) -> Bool {
        guard let names else { return true }
        return authority.map { names.contains($0.lowercased()) } ?? false
    }

    private static func written(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

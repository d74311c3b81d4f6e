import Encodings

extension Settings {
    /// The administrator's page.
    public struct Console: Sendable {
        /// Where it is served, and the files of its TLS.
        public var listener: Listener
        /// The names under which it may be asked for, besides its address.
        public var names: [String]
    }
}

extension Settings.Console {
    /// Reads `console:`; it has an address of its own, and passes tokens over the network by TLS alone.
    init?(section: ConfigurationSection, besides others: [Settings.Listener]) {
        let place = section.requiredParsed("address", Settings.Listener.place)
        let tls = section.section("tls").flatMap(Settings.TLS.init(section:))
        let names = (section.texts("names") ?? []).map(\.0)
        section.refuseUnknownKeys()
        guard let place else { return nil }
        self.init(listener: Settings.Listener(place: place, tls: tls), names: names)
        if others.contains(where: { $0.place == place }) {
            section.report(
                "console must have an address of its own, not one of listen or metrics", at: section.mark(of: "address")
            )
        }
        guard case .address(let host, let port) = place else { return }
        if port == 0 {
            section.report(
                "console.address must name a port: its visitors have to know it", at: section.mark(of: "address"))
        }
        guard !host.isLoopbackHost else { return }
        if tls == nil, section.node("tls") == nil {
            section.report(
                "console would pass tokens over the network unencrypted; add tls, or listen on 127.0.0.1 or a Unix socket",
                at: section.mark)
        }
        if names.isEmpty, ["0.0.0.0", "::"].contains(host) {
            section.report(
                "console.names must say under which names the page is visited, such as [bridge.example.com], since "
                    + "\(host) is no name", at: section.mark(of: "address"))
        }
    }
}

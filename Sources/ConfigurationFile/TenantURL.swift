import Foundation

/// The URL of the service as clients use it.
enum TenantURL {
    /// Reads the URL that clients use, and takes the slashes from its end.
    static func base(_ text: String) throws(ConfigurationReason) -> String {
        guard let url = URL(string: text), ["https", "http"].contains(url.scheme), url.host != nil,
            url.fragment == nil
        else {
            throw ConfigurationReason("must be the whole Tenant URL, such as https://scim.example.com/scim/v2")
        }
        guard url.query == nil else {
            throw ConfigurationReason(
                "leave out ?\(url.query ?? ""): flags such as Entra's aadOptscim062020 belong into the Tenant URL in Entra alone, "
                    + "and make no difference here")
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    /// Reads the path under which calls arrive, where a proxy has changed it.
    static func path(_ text: String) throws(ConfigurationReason) -> String {
        guard text.hasPrefix("/"), !text.contains(where: { "?#%".contains($0) || $0.isWhitespace }) else {
            throw ConfigurationReason("must be the path of the calls that a proxy passes on, such as /scim/v2 or /")
        }
        return text
    }

    /// The URL where the file names none: that of the first address.
    static func standard(_ listeners: [Settings.Listener]) -> String {
        guard let first = listeners.first else { return "http://127.0.0.1:8080/scim/v2" }
        // Nobody reaches a Unix socket by a URL: a proxy is in front of it, on the same machine.
        let host = if case .socket = first.place { "localhost" } else { "\(first.place)" }
        return "\(first.tls == nil ? "http" : "https")://\(host)/scim/v2"
    }

    /// Warns of a Tenant URL that the client cannot use.
    static func examine(_ text: String, _ section: ConfigurationSection) {
        guard let url = URL(string: text), url.scheme == "http", let host = url.host,
            !["localhost", "::1", "[::1]"].contains(host), !host.hasPrefix("127.")
        else { return }
        section.warn(
            "base_url: Entra ID calls https:// only, and \(text) is not; write the URL that Entra has, that of a proxy in front "
                + "where there is one. (http:// is good for Microsoft's provisioning agent within your network.)",
            at: section.mark(of: "base_url"))
    }
}

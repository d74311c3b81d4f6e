import Authentication
import Foundation
import NIOSSL

extension ConfigurationSection {
    /// Looks at the file that a key names, where files are looked at, and reports what is wrong with it.
    func examine<Content>(
        _ key: String, _ path: String?, _ look: (ConfiguredFile) throws(ConfigurationReason) -> Content
    ) -> Content? {
        guard self.looksAtFiles, let path else { return nil }
        do {
            return try look(ConfiguredFile(path: path))
        } catch {
            self.report("\(self.path(key)): \(error.text)", at: self.mark(of: key))
            return nil
        }
    }

    /// Looks at the certificate and the key of a listener.
    func examineIdentity(_ tls: Settings.TLS) {
        let chain = self.examine("certificate", tls.certificate) { file throws(ConfigurationReason) in
            try file.identity()
        }
        let key = self.examine("key", tls.key) { file throws(ConfigurationReason) in try file.key() }
        guard let chain, let leaf = chain.first, let key else { return }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        if (try? NIOSSLContext(configuration: configuration)) == nil {
            self.report(
                "\(self.name): the key in \(tls.key) does not belong to the certificate in \(tls.certificate)",
                at: self.mark(of: "key"))
        }
        if leaf.end < Date().addingTimeInterval(14 * 86_400) {
            self.warn(
                "\(self.path("certificate")): the certificate in \(tls.certificate) expires on "
                    + "\(leaf.end.formatted(.iso8601)): renew it", at: self.mark(of: "certificate"))
        }
    }

    /// Looks at the tokens; without one, nobody is let in.
    func examineTokens(_ path: String) {
        let file = TokensFile(path: path)
        let records = self.examine("tokens_file", path) { secret throws(ConfigurationReason) in
            if access(path, F_OK) != 0, errno == ENOENT { return [TokensFile.Record]() }
            try secret.checkSecret()
            do {
                return try file.records()
            } catch {
                throw ConfigurationReason("\(error)")
            }
        }
        guard let records, !records.contains(where: { $0.isValid(at: Date()) }) else { return }
        let state = records.isEmpty ? "there is no token yet" : "all tokens have expired"
        self.warn(
            "tokens_file: \(state), so every call is refused: make one with `starbridge token create NAME`",
            at: self.mark(of: "tokens_file"))
    }

    /// Tells of a Tenant URL that the client cannot use.
    func examineBaseURL(_ text: String) {
        guard let url = URL(string: text), url.scheme == "http", let host = url.host,
            !["localhost", "::1", "[::1]"].contains(host), !host.hasPrefix("127.")
        else { return }
        self.warn(
            "base_url: Entra ID calls https:// only, and \(text) is not; write the URL that Entra has, that of a proxy in front "
                + "where there is one. (http:// is good for Microsoft's provisioning agent within your network.)",
            at: self.mark(of: "base_url"))
    }
}

import Authentication
import Foundation
import NIOSSL

/// A look at the files that a section names, where files are looked at; it reports what is wrong with them.
struct FileExamination {
    private let section: ConfigurationSection

    init(of section: ConfigurationSection) {
        self.section = section
    }

    /// Looks at the file that a key names.
    @discardableResult
    func look<Content>(
        _ key: String, _ path: String?, _ look: (ConfiguredFile) throws(ConfigurationReason) -> Content
    ) -> Content? {
        guard self.section.looksAtFiles, let path else { return nil }
        do {
            return try look(ConfiguredFile(path: path))
        } catch {
            self.section.report("\(self.section.path(key)): \(error.text)", at: self.section.mark(of: key))
            return nil
        }
    }

    /// Looks at the certificate and the key of a listener.
    func identity(_ tls: Settings.TLS) {
        let chain = self.look("certificate", tls.certificate) { file throws(ConfigurationReason) in
            try file.identity()
        }
        let key = self.look("key", tls.key) { file throws(ConfigurationReason) in try file.key() }
        guard let chain, let leaf = chain.first, let key else { return }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        if (try? NIOSSLContext(configuration: configuration)) == nil {
            self.section.report(
                "\(self.section.name): the key in \(tls.key) does not belong to the certificate in \(tls.certificate)",
                at: self.section.mark(of: "key"))
        }
        if leaf.end < Date().addingTimeInterval(14 * 86_400) {
            self.section.warn(
                "\(self.section.path("certificate")): the certificate in \(tls.certificate) expires on "
                    + "\(leaf.end.formatted(.iso8601)): renew it", at: self.section.mark(of: "certificate"))
        }
    }

    /// Looks at the tokens; without one, and without another way in, nobody is let in.
    func tokens(_ path: String, besides oauth: OAuthOptions) {
        let file = TokensFile(path: path)
        let records = self.look("tokens_file", path) { secret throws(ConfigurationReason) in
            if access(path, F_OK) != 0, errno == ENOENT { return [TokensFile.Record]() }
            try secret.checkSecret()
            do {
                return try file.records()
            } catch {
                throw ConfigurationReason("\(error)")
            }
        }
        guard let records, !records.contains(where: { $0.isValid(at: Date()) }), oauth.direct == nil,
            oauth.federated.isEmpty
        else { return }
        let state = records.isEmpty ? "there is no token yet" : "all tokens have expired"
        self.section.warn(
            "tokens_file: \(state), so every call is refused: make one with `starbridge token create NAME`",
            at: self.section.mark(of: "tokens_file"))
    }
}

import Authentication
import Encodings
import Foundation
import SCIM
import Yams

/// Reads `oauth:`: access tokens, and the tokens of Entra ID.
struct OAuthReader {
    private let section: ConfigurationSection

    init(_ section: ConfigurationSection) {
        self.section = section
    }

    func options() -> OAuthOptions {
        defer { self.section.refuseUnknownKeys() }
        var options = OAuthOptions()
        if let life = self.section.parsed("access_token_lifetime", Self.lifetime) { options.accessTokenLifetime = life }
        let tenant = self.section.parsed("tenant", Self.tenant)
        options.issuer = self.issuer(of: tenant)
        options.direct = self.section.section("direct").flatMap(Self.direct)
        options.federated = (self.section.sections("federated") ?? []).compactMap(Self.federated)
        self.refuseDoubles(options.federated)
        let needsTenant = self.section.node("direct") != nil || self.section.node("federated") != nil
        if needsTenant, self.section.node("tenant") == nil {
            self.section.report(
                "\(self.section.path("tenant")) is missing: the tokens of Entra ID are told from those of all other companies by it",
                at: self.section.mark)
        }
        if !needsTenant, self.section.node("tenant") != nil {
            self.section.report(
                "\(self.section.path("tenant")) does nothing alone: add direct (JWT in the place of a secret token) or federated "
                    + "(JWT in the place of a client secret)", at: self.section.mark(of: "tenant"))
        }
        return options
    }

    private func issuer(of tenant: String?) -> TrustedIssuer? {
        let names = self.section.texts("issuers")?.map { $0.text }
        let keysURL = self.section.parsed("keys_url", Self.keysURL)
        let caFile = self.section.parsed("ca_file", Secrets.expanded)
        let proxy = self.section.parsed("proxy", Self.proxy)
        FileExamination(of: self.section).look("ca_file", caFile) { file throws(ConfigurationReason) in
            try file.certificates()
        }
        return tenant.map {
            TrustedIssuer(tenant: $0, names: names, keysURL: keysURL, caFile: caFile, proxy: proxy)
        }
    }

    private static func direct(_ section: ConfigurationSection) -> DirectTokens? {
        defer { section.refuseUnknownKeys() }
        let audience = section.requiredTexts("audience")
        let applications = section.texts("applications")?.map { $0.text } ?? []
        let scopes = Self.scopes(section)
        return audience.map { DirectTokens(audience: $0, applications: applications, scopes: scopes) }
    }

    private static func federated(_ section: ConfigurationSection) -> FederatedClient? {
        defer { section.refuseUnknownKeys() }
        let id = section.required("client_id")
        let subject = section.required("subject")
        let audience = section.requiredTexts("audience")
        let scopes = Self.scopes(section)
        guard let id, let subject, let audience else { return nil }
        return FederatedClient(id: id, subject: subject, audience: audience, scopes: scopes)
    }

    private func refuseDoubles(_ clients: [FederatedClient]) {
        for (index, client) in clients.enumerated() where clients[..<index].contains(where: { $0.id == client.id }) {
            self.section.report(
                "\(self.section.path("federated")): two clients have the client_id \(client.id)",
                at: self.section.mark(of: "federated"))
        }
    }

    private static func scopes(_ section: ConfigurationSection) -> Scopes {
        guard let texts = section.texts("scopes") else { return .service }
        return texts.reduce(into: []) { scopes, entry in
            guard let scope = Scopes(name: entry.text), Scopes.service.contains(scope) else {
                section.report("\(section.path("scopes")): must be read, users or groups", at: entry.mark)
                return
            }
            scopes.formUnion(scope)
        }
    }

    /// Reads the id of a tenant.
    private static func tenant(_ text: String) throws(ConfigurationReason) -> String {
        guard text.utf8.isUUID else {
            throw ConfigurationReason(
                "must be the id of the tenant, such as 72f988bf-86f1-41af-91ab-2d7cd011db47 (Entra admin center, Overview, Tenant ID)"
            )
        }
        return text.lowercased()
    }

    /// Reads how long an access token is good; Entra ID wants an hour to six.
    private static func lifetime(_ text: String) throws(ConfigurationReason) -> Duration {
        let life = try ConfiguredValue.duration(text)
        guard (Duration.seconds(60)...Duration.seconds(86_400)).contains(life) else {
            throw ConfigurationReason("must be from 1m to 1440m; Entra ID wants 60m to 360m")
        }
        return life
    }

    /// Reads where the keys are; only on this machine they may come unprotected.
    private static func keysURL(_ text: String) throws(ConfigurationReason) -> String {
        guard let url = URL(string: text), let host = url.host(),
            url.scheme == "https" || url.scheme == "http" && host.isLoopbackHost
        else {
            throw ConfigurationReason(
                "must be an https:// URL, such as https://login.microsoftonline.com/TENANT/discovery/v2.0/keys: whoever can change the "
                    + "keys on their way can make tokens")
        }
        return text
    }

    private static func proxy(_ text: String) throws(ConfigurationReason) -> TrustedIssuer.Proxy {
        guard let url = URL(string: text), url.scheme == "http", let host = url.host(), let port = url.port,
            url.user == nil, url.path().isEmpty || url.path() == "/"
        else { throw ConfigurationReason("must be the URL of a proxy, such as http://proxy.example.com:3128") }
        return TrustedIssuer.Proxy(host: host, port: port)
    }
}

extension ConfigurationSection {
    /// The texts of a list that must be there, or the one that stands for it.
    fileprivate func requiredTexts(_ key: String) -> [String]? {
        let texts = self.node(key)?.scalar == nil ? self.texts(key)?.map { $0.text } : self.text(key).map { [$0] }
        if self.node(key) == nil { self.report("\(self.path(key)) is missing", at: self.mark) }
        return texts
    }
}

import Directories
import Foundation
import LDAP
public import LDAPClient

/// Whether each of the configured servers can be reached, shows a good certificate, and takes the bridge's account.
///
/// A password that one server refuses is tried at no other: the account could be locked there.
public struct ServerCheck: Sendable {
    private let configuration: Client.Configuration
    private let now: Date

    /// Prepares the look at the servers of a client.
    public init(_ configuration: Client.Configuration, now: Date = Date()) {
        self.configuration = configuration
        self.now = now
    }

    /// Looks at one server after the other, and tells what it finds of each at once; returns whether one of them takes the account.
    public func run(tell: (CheckFinding) -> Void) async -> Bool {
        var refusal: LDAPError?
        var kinds: Set<String> = []
        var isUsable = false
        for server in self.configuration.servers {
            let greeting = await ServerGreeting(of: server, self.configuration)
            for finding in self.findings(of: server, greeting) { tell(finding) }
            guard greeting.error == nil else { continue }
            if let refusal {
                tell(.unmade("bind", "\(server)", because: "another server has refused the account (\(refusal))"))
                continue
            }
            var configuration = self.configuration
            configuration.servers = [server]
            let signIn = await SignIn(configuration)
            tell(self.finding(of: server, signIn))
            switch signIn {
            case .accepted(let root):
                isUsable = true
                kinds.insert(Dialect.detected(from: root)?.name ?? "unknown")
            case .refused(let error): refusal = error
            case .unavailable: break
            }
        }
        if kinds.count > 1 {
            tell(
                CheckFinding(
                    "servers.kinds", "directory.servers", .failure,
                    "The servers are of several kinds: \(kinds.sorted().joined(separator: ", ")).",
                    advice: "Name servers that hold the same directory."))
        }
        return isUsable
    }
}

// MARK: - What is found

extension ServerCheck {
    func findings(of server: ServerURL, _ greeting: ServerGreeting) -> [CheckFinding] {
        let certificate = greeting.certificate.flatMap { der in
            Certificate.reading(der) { self.findings(of: $0, server, isTrusted: greeting.error == nil) }
        }
        guard let error = greeting.error else { return certificate ?? [self.unencrypted(server)] }
        // What is wrong with the certificate says more than that the handshake failed.
        if let certificate, certificate.contains(where: { $0.verdict == .failure }) { return certificate }
        return (certificate ?? []) + [
            CheckFinding(
                "connect", "\(server)", .failure, "\(server) cannot be used: \(error.diagnostic)",
                advice: Self.advice(on: error, server))
        ]
    }

    private static func advice(on error: LDAPError, _ server: ServerURL) -> String {
        switch error.code {
        case .connectError where error.diagnostic.contains("StartTLS"):
            "Use ldaps:// where the server offers that, or set directory.tls.start_tls: false on loopback."
        case .connectError:
            "See to it that \(server.scheme.rawValue):// is what the server speaks on port \(server.port)."
        default: "Correct directory.servers, or see to it that the server runs and no firewall stands between."
        }
    }

    private func unencrypted(_ server: ServerURL) -> CheckFinding {
        if server.isLocal {
            return CheckFinding("tls", "\(server)", .ok, "\(server) is reached without a network.")
        }
        return CheckFinding(
            "tls", "\(server)", .warning,
            "\(server) is reached without TLS: the password crosses the network in the clear.",
            advice: "Use ldaps://, or set directory.tls.start_tls: true.")
    }

    private func findings(of certificate: Certificate, _ server: ServerURL, isTrusted: Bool) -> [CheckFinding] {
        let authorities = self.configuration.tls.caFile ?? TLSOptions.systemAuthorities
        let words = "\(server) shows a certificate for \(certificate.subject) by \(certificate.issuer)"
        let end = certificate.end
        let date = end.map { $0.formatted(.iso8601.year().month().day()) } ?? "?"
        let days = end.map { Int(($0.timeIntervalSince(self.now) / 86_400).rounded(.down)) } ?? 0
        if !isTrusted || days < 0 {
            let fault =
                days < 0 ? "it has expired on \(date)" : certificate.fault(for: server, authorities: authorities)
            guard let fault else { return [] }
            return [
                CheckFinding(
                    "tls.certificate", "\(server)", .failure, "\(words), and it is not trusted: \(fault).",
                    advice: days < 0
                        ? "Renew the certificate on the server."
                        : "directory.tls.ca_file (\(authorities)) must hold the root of \(certificate.issuer), the server must send all "
                            + "certificates between that and its own, and directory.servers must name it as the certificate does."
                )
            ]
        }
        return [
            CheckFinding(
                "tls.certificate", "\(server)", days < 30 ? .warning : .ok,
                "\(words), good until \(date)" + (days < 30 ? ": in \(days) days nobody can connect any more." : "."),
                advice: days < 30 ? "Renew the certificate on the server." : nil)
        ]
    }

    func finding(of server: ServerURL, _ signIn: SignIn) -> CheckFinding {
        switch signIn {
        case .accepted:
            return CheckFinding("bind", "\(server)", .ok, "\(server) takes \(self.account).")
        case .refused(let error):
            let advice =
                switch error.code {
                case .invalidCredentials: "Correct directory.bind.dn, or the password in the file."
                case .confidentialityRequired, .strongerAuthRequired:
                    "The server wants TLS: use ldaps://, or set directory.tls.start_tls: true."
                case .unwillingToPerform:
                    "The account may be locked or its password expired: unlock it in the directory."
                default: "Look at what the directory says of the account."
                }
            return CheckFinding(
                "bind", "\(server)", .failure, "\(server) refuses \(self.account): \(error)", advice: advice)
        case .unavailable(let error):
            return CheckFinding(
                "bind", "\(server)", .failure, "\(server) does not answer a bind: \(error)",
                advice: "See to it that the server runs and answers in time.")
        }
    }

    private var account: String {
        switch self.configuration.credentials {
        case .simple(let name, password: _): "the account \(name)"
        case .external: "the account of this process (EXTERNAL)"
        case .anonymous: "anybody"
        }
    }
}

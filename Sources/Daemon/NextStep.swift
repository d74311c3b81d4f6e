import Authentication
import ConfigurationFile
import Files
import Foundation

/// What an administrator does next, by how far they are: what `starbridge` says where no command is given.
public enum NextStep: Sendable {
    /// There is no configuration yet.
    case configure
    /// This user may not look.
    case becomeRoot(unreadable: String)
    /// The configuration, or the file of the tokens, cannot be used, for these reasons.
    case mend([String])
    /// No client has a token that is good now.
    case makeToken
    /// Everything is there, and the daemon does not run.
    case start
    /// The daemon runs.
    case watch

    /// Looks at a configuration file and what it names; `isRunning` is asked last.
    public init(configuration path: String, isRunning: () async -> Bool) async {
        guard let file = FileStatus(of: path) else {
            self = errno == EACCES ? .becomeRoot(unreadable: path) : .configure
            return
        }
        guard file.size > 0 else {
            self = .configure
            return
        }
        if let unreadable = Self.unreadable(path) {
            self = .becomeRoot(unreadable: unreadable)
            return
        }
        let settings: Settings
        do {
            settings = try Settings(contentsOf: path)
        } catch {
            self = .mend(error.problems.map(\.description))
            return
        }
        if let unreadable = Self.unreadable(settings.tokensFile) {
            self = .becomeRoot(unreadable: unreadable)
            return
        }
        do {
            let tokens = try TokensFile(path: settings.tokensFile).records()
            // Clients whose tokens Entra ID signs need none of ours.
            let isOpenOtherwise = settings.oauth.direct != nil || !settings.oauth.federated.isEmpty
            guard isOpenOtherwise || tokens.contains(where: { $0.isValid(at: Date()) }) else {
                self = .makeToken
                return
            }
        } catch {
            self = .mend(["\(error)"])
            return
        }
        self = await isRunning() ? .watch : .start
    }

    /// The path, where it is there, or hidden, and this user may not read it.
    private static func unreadable(_ path: String) -> String? {
        access(path, R_OK) != 0 && errno == EACCES ? path : nil
    }

    /// What to do, in a few lines; `configuration` is the path of the file that was looked at.
    public func text(configuration path: String) -> String {
        switch self {
        case .configure:
            """
            Starbridge is not configured yet: there is no \(path), or nothing in it.
            Let it look at your directory and write one:

                starbridge init --server ldaps://ldap.example.com \\
                    --bind-dn "cn=starbridge,ou=services,dc=example,dc=com" \\
                    --password-file /etc/starbridge/ldap-password --output \(path)

            To try it first, with invented people in a directory of its own: starbridge demo
            """
        case .becomeRoot(let unreadable):
            """
            Starbridge seems to be configured, but this user may not read \(unreadable).
            Run `starbridge` as root to see what is to be done next.
            """
        case .mend(let reasons):
            """
            Starbridge cannot work as it is configured:

            \(reasons.map { "    \($0)" }.joined(separator: "\n"))

            Correct it, then look at everything else: starbridge check
            """
        case .makeToken:
            """
            Starbridge is configured, and no client has a token that is good now. Make one, and give it to Entra as Secret Token:

                starbridge token create entra
            """
        case .start:
            """
            Starbridge is configured and does not run. Look whether it will work with the directory, then start it:

                starbridge check
                systemctl enable --now starbridge.socket starbridge
            """
        case .watch:
            """
            Starbridge is running. See how it is, and what it has done:

                starbridge status
                journalctl -u starbridge
            """
        }
    }
}

import Bridge
import Directories
import LDAP
import LDAPClient
import SCIM
import SCIMFront
import Translator

/// The configuration of one bridge, checked; the file is read by ``Configuration/init(contentsOf:)``.
struct Configuration: Sendable {
    /// An address that the bridge listens on.
    struct Listener: Sendable {
        var host: String
        var port: Int
        var tls: TLS?

        /// The PEM files of a listener with TLS.
        struct TLS: Sendable {
            var certificate: String
            var key: String
        }
    }

    /// The directory and the account that the bridge uses in it.
    struct Directory: Sendable {
        var servers: [ServerURL]
        var dialect: Dialect?
        var bind: Bind
        var caFile: String?
        var startTLS: Bool
        var connections: Int
        var timeout: Duration
    }

    /// How the bridge makes itself known to the directory.
    enum Bind: Sendable {
        case simple(dn: DistinguishedName, passwordFile: String)
        case external
    }

    /// The path of the file, for messages.
    var file: String
    var listeners: [Listener]
    var baseURL: String
    /// Where calls arrive, if a proxy has changed the path.
    var basePath: String?
    var tokensFile: String
    var limits = ConnectionLimits()
    var directory: Directory
    var users: Mapping
    /// Nil where only users are served.
    var groups: Mapping?
    /// Where the file says what the mappings are made of.
    var places = Places()
    /// What works, but hardly as it was meant.
    var warnings: [ConfigurationError.Problem] = []

    /// What is served, users first.
    var mappings: [Mapping] { [self.users] + (self.groups.map { [$0] } ?? []) }

    /// How provisioners treat the directory.
    var options: Provisioner.Options {
        var options = Provisioner.Options()
        options.referenceTargets = self.mappings
        options.baseURL = self.baseURL
        return options
    }
}

import Directories
import LDAP
import Logging
import SCIM
import Translator

/// Says what a call would do, as LDAP searches and LDIF, against the live directory, and writes nothing.
///
/// ``provisioners`` run the code that serves clients; only the innermost executor is another, which notes plans and
/// writes nothing. Later calls find what earlier ones would have changed, as in a bulk request.
public struct Explainer: Sendable {
    /// The provisioners that answer the calls to be explained, one for each mapping.
    public let provisioners: [Provisioner]
    private let transcript = Transcript()

    /// Creates an explainer; the other parameters are those of ``Provisioner``.
    public init(
        mappings: [Mapping], dialect: Dialect? = nil, directory: any Directory,
        options: Provisioner.Options = Provisioner.Options(), logger: Logger
    ) {
        let imagined = ImaginedEntries()
        let watched = ExplainedDirectory(directory: directory, imagined: imagined, transcript: self.transcript)
        let executor = ImaginingExecutor(directory: watched, imagined: imagined, transcript: self.transcript)
        self.provisioners = mappings.map { mapping in
            Provisioner(
                mapping: mapping, dialect: dialect, directory: watched, executor: executor, options: options,
                logger: logger
            )
        }
    }

    /// What has been noted so far: each search as a comment, each change as LDIF.
    public var report: String {
        self.transcript.text
    }

    /// What has been noted of changes so far: the effect of each plan as a comment, and its changes as LDIF, secrets masked.
    public var changes: String {
        self.transcript.changes
    }
}

import Directories
import LDAP
import SCIM
import Translator

/// One call at work: who calls, by which mapping on which server it is served, and the directory that is read and written for it.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
public final class Work: Sendable {
    /// Who calls, and which versions of the resource they demand.
    public let context: RequestContext
    /// Where the call reads and writes.
    public let directory: any Directory
    /// The mapping, read against the server's schema.
    let book: Rulebook

    init(_ book: Rulebook, _ context: RequestContext, _ directory: any Directory) {
        self.book = book
        self.context = context
        self.directory = directory
    }
}

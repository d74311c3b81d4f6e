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
    /// What other calls of the same provisioner know too.
    let shared: SharedState

    init(_ book: Rulebook, _ context: RequestContext, _ directory: any Directory, _ shared: SharedState) {
        self.book = book
        self.context = context
        self.directory = directory
        self.shared = shared
    }

    /// Makes and inverts plans by the mapping and the server's schema.
    public var planner: Planner { self.book.planner }
    /// What is peculiar to the server.
    public var dialect: Dialect { self.book.dialect }
    /// What is served by the mapping.
    public var mapping: Mapping { self.book.mapping }
    /// Stands for the mapping as it was read against the server's schema: two calls with the same object are served alike.
    public var reading: any AnyObject & Sendable { self.book }

    /// The same call where it demands no version of the resource any more.
    var withoutIfMatch: Work {
        if self.context.ifMatch == nil { return self }
        var context = self.context
        context.ifMatch = nil
        return Work(self.book, context, self.directory, self.shared)
    }

    /// The same call where nothing depends on the version of the resource.
    var unconditional: Work {
        if !self.context.isConditional { return self }
        var context = self.context
        (context.ifMatch, context.ifNoneMatch) = (nil, nil)
        return Work(self.book, context, self.directory, self.shared)
    }
}

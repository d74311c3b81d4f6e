/// What a directory's refusal means, whichever of the result codes the server has for it.
public enum Failure: Sendable, Hashable, CaseIterable {
    /// The value that was added is there.
    case alreadyThere
    /// The value or attribute that was removed is not there.
    case notThere
    /// An entry with that name exists.
    case alreadyExists
    /// A constraint does not hold; a search tells whether it is uniqueness.
    case constraint
    /// The entry itself is gone.
    case targetMissing
    /// The entry below which a new or moved one belongs does not exist.
    case parentMissing
    /// An entry that a value names does not exist.
    case referenceMissing
    /// A value that the attribute's syntax does not allow.
    case invalidSyntax
    /// The entry would not be what its object classes demand, or an attribute does not exist.
    case schemaViolation
    /// A name that the directory does not allow, or an attribute of the name changed other than by a rename.
    case namingViolation
    /// An entry that has entries below it cannot be deleted.
    case hasChildren
    /// More entries match than the server returns.
    case tooManyEntries
    /// The server would have to look at more entries than it may, for want of an index.
    case unindexed
    /// The account of the bridge lacks a right.
    case accessDenied
    /// The entry is not what it was when it was read.
    case lostRace
    /// The directory refuses the bridge's own credentials.
    case bindRefused
    /// The directory wants encryption or a stronger bind than the bridge used.
    case strongerAuthRequired
    /// The directory is away, busy or slow; nothing was written.
    case unavailable
    /// The directory went away in the middle of a write, and it may have been done.
    case unknownOutcome
    /// The directory sends the bridge to another server.
    case referral
    /// The server does not know the operation or the control.
    case unsupported
    /// The server's rules for passwords forbid the one that is written, or that somebody is active without one.
    case passwordRefused
    /// The server is unwilling for a reason of its own.
    case unwilling
    /// Anything else.
    case unexpected
}

/// Why a ``Template`` cannot be read.
public struct TemplateError: Error, Hashable, Sendable {
    /// Where in the text, in Unicode scalars from its beginning.
    public var offset: Int
    /// What is wrong and what to write instead.
    public var reason: String
    /// The word that is not known there, for a suggestion of one of ``known``.
    public var unknown: String?
    /// The words that are known there.
    public var known: [String] = []
}

import LDAP
public import SCIM
public import Translator

// For plans that are not made by the bridge's own use cases.
extension Work {
    /// Returns who names an entry that is to get other names, as a plan must know it.
    /// - Throws: what the directory refused, in SCIM's words.
    public func referrers(before names: EntryNames) async throws(SCIMError) -> [Referrer] {
        try await ReferrerFinder(self).referrers(.before(names, self.book))
    }

    /// Rewrites the references that came while an entry got its new names; `id` is that of the entry as SCIM knows it.
    /// - Throws: 500 or 503 that says what is done and what is not.
    public func finishReferences(
        _ names: EntryNames, of id: String, isReadBack: Bool
    ) async throws(SCIMError) {
        try await ReferrerUpdate(self).finish(names, of: id, isReadBack: isReadBack)
    }

    /// Returns what a step that the directory refused means, in SCIM's words.
    public func explanation(of failure: StepFailure) -> SCIMError {
        SCIMError(failure.error, during: failure.change, mapping: self.book.mapping, dialect: self.book.dialect)
    }

    /// What the server says of itself.
    public var server: DirectoryServer { self.book.server }
}

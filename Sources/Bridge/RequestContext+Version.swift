import SCIM

extension RequestContext {
    /// Compares the resource as it was just read with the version that the call demands.
    ///
    /// The write that follows asserts that nothing has changed since this read, so that of several writers with the same
    /// version only the first is let through.
    /// - Throws: 412.
    func check(_ resource: Resource) throws(SCIMError) {
        guard let ifMatch, !ifMatch.holds(for: resource.meta?.version) else { return }
        let version = resource.meta?.version.map { " It is now \($0)." } ?? ""
        throw .preconditionFailed(
            "The resource has changed since the client read it, so nothing was written.\(version) Read it again, and repeat "
                + "the change with its present version."
        )
    }
}

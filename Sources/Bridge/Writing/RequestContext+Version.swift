import SCIM

extension RequestContext {
    /// Compares the version of the resource as it was just read with the versions that the call demands or rules out.
    ///
    /// The write that follows asserts that nothing has changed since this read, so that of several writers with the same
    /// version only the first is let through.
    /// - Throws: 412.
    func check(_ version: String?) throws(SCIMError) {
        if version == nil, let ifMatch, !ifMatch.holds(for: nil) {
            throw .preconditionFailed(
                "This resource has no version: the directory changes the members of groups by itself without noting it. Leave "
                    + "If-Match out, or send * in it; nothing was written."
            )
        }
        let words = version.map { " It is now \($0)." } ?? ""
        if let ifMatch, !ifMatch.holds(for: version) {
            throw .preconditionFailed(
                "The resource has changed since the client read it, so nothing was written.\(words) Read it again, and repeat "
                    + "the change with its present version."
            )
        }
        if let ifNoneMatch, ifNoneMatch.holds(for: version) {
            throw .preconditionFailed(
                "The resource is there in a version that If-None-Match rules out, so nothing was written.\(words) Leave "
                    + "that header out, or name the version to change in If-Match."
            )
        }
    }
}

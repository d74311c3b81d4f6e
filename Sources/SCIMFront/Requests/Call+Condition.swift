import Hummingbird
import SCIM

extension Call {
    /// Which versions of a resource a header names; nil if the client sent none.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    private func condition(_ name: HTTPField.Name) throws(SCIMError) -> EntityTagCondition? {
        guard let text = self.request.headers.list(of: name) else { return nil }
        do {
            return try EntityTagCondition(parsing: text)
        } catch {
            throw .invalidValue("\(name.rawName): \(error.detail)")
        }
    }

    /// The context of a call to one resource, which `If-Match` and `If-None-Match` may make depend on its version.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    func conditionalContext() throws(SCIMError) -> SCIM.RequestContext {
        var context = self.context
        context.ifMatch = try self.condition(.ifMatch)
        context.ifNoneMatch = try self.condition(.ifNoneMatch)
        return context
    }
}

extension AttributePath {
    /// The entity tag of a resource.
    static let version = AttributePath(attribute: "meta", subAttribute: "version")
}

extension SCIMError {
    /// A resource that is only read is not the version that the client names.
    static func otherVersion(_ version: String?) -> SCIMError {
        .preconditionFailed(
            "The resource has another version than those in If-Match\(version.map { ": \($0)" } ?? "")."
                + " Leave that header out to read it all the same."
        )
    }
}

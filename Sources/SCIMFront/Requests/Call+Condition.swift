import Hummingbird
import SCIM

extension Call {
    /// Which versions of a resource a header names; nil if the client sent none.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    func condition(_ name: HTTPField.Name) throws(SCIMError) -> EntityTagCondition? {
        guard let text = self.request.headers.list(of: name) else { return nil }
        do {
            return try EntityTagCondition(parsing: text)
        } catch {
            throw .invalidValue("\(name.rawName): \(error.detail)")
        }
    }

    /// The context of a write, which `If-Match` may make depend on the version.
    ///
    /// - Throws: `invalidValue` for a header that cannot be read.
    func conditionalContext() throws(SCIMError) -> SCIM.RequestContext {
        var context = self.context
        context.ifMatch = try self.condition(.ifMatch)
        return context
    }
}

extension AttributePath {
    /// The entity tag of a resource.
    static let version = AttributePath(attribute: "meta", subAttribute: "version")
}

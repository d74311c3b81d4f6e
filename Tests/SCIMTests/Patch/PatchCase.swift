import SCIM
import Testing

/// One patch with the attributes of a user before and after it.
struct PatchCase: Sendable, CustomTestStringConvertible {
    let operations: String
    let before: String
    let after: String

    init(_ operations: String, _ before: String, _ after: String) {
        (self.operations, self.before, self.after) = (operations, before, after)
    }

    var testDescription: String {
        "\(self.operations) on \(self.before)"
    }

    func check() throws {
        let revision = try self.before.revised(by: self.operations)
        let after = try Value(json: self.after.expanded)
        #expect(.object(revision.resource.attributes) == after, "\(Value.object(revision.resource.attributes).json)")
        #expect(revision.edits.isEmpty)
    }
}

extension String {
    /// Applies operations to a resource with these attributes.
    func revised(
        by operations: String, of type: ResourceType = .user, unloaded: [AttributePath] = []
    ) throws -> Revision {
        let body = try Value(json: #"{"Operations":[\#(operations)]}"#.expanded)
        return try Resource(attributes: self.expanded)
            .applying(Patch(decoding: body, extensions: type.extensionURNs), of: type, unloaded: unloaded)
    }
}

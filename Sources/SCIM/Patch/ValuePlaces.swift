import Encodings

/// The places that a service has for the values of multi-valued attributes.
///
/// Clients leave open where a value belongs. With one place for e-mail addresses, that of the type `work`:
/// `emails: [{"value": "ada@example.com"}] → emails: [{"value": "ada@example.com", "type": "work"}]`
public struct ValuePlaces: Sendable {
    private let lists: [PlaceList]
    /// The paths with a filter that stand for a value even where there is none yet, beside those that name a type.
    let paths: [AttributePath]

    /// Creates the places of a service: a list for each attribute that has several, and the paths of single values.
    public init(_ lists: [PlaceList] = [], paths: [AttributePath] = []) {
        self.lists = lists
        self.paths = paths
    }

    /// Returns the operations with what they leave open about the places of their values.
    ///
    /// - Throws: `invalidPath` for a filter that looks at what is not stored, `invalidValue` for a value that may belong in
    ///   several places.
    public func placed(_ patch: Patch) throws(SCIMError) -> Patch {
        var patch = patch
        for (index, operation) in patch.operations.enumerated() {
            guard let path = operation.path, path.schema == nil, let list = self.list(of: path.attribute) else {
                continue
            }
            patch.operations[index] = try list.placed(operation)
        }
        return patch
    }

    /// Returns the resource with its values in their places; one that names no place goes into the only one.
    ///
    /// - Throws: `invalidValue` for a value that may belong in several places.
    public func placed(_ resource: Resource) throws(SCIMError) -> Resource {
        var resource = resource
        for list in self.lists {
            guard case .array(let values)? = resource.attributes[list.attribute] else { continue }
            resource.attributes[list.attribute] = .array(try list.placed(values))
        }
        return resource
    }

    private func list(of attribute: String) -> PlaceList? {
        self.lists.first { $0.attribute.equalsIgnoringASCIICase(attribute) }
    }
}

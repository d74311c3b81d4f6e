/// An order of resources of several types (RFC 7644 section 3.4.2.3), by one attribute that some of them have.
///
/// A class, so that queries carry one reference.
public final class ResourceOrder: Sendable {
    private let sort: Query.Sort
    private let attribute: Schema.Attribute

    /// Finds the attribute in the first type that has it.
    ///
    /// - Throws: `invalidPath` where no type has it, or it has no values to compare.
    public init(_ sort: Query.Sort, among types: [ResourceType]) throws(SCIMError) {
        let attributes = types.compactMap { $0.definition(of: sort.path).attribute?.compared }
        guard let attribute = attributes.first(where: { $0.returned != .never }) else {
            throw .invalidPath("Resources cannot be sorted by \(sort.path): no resource type here has values for it.")
        }
        self.sort = sort
        self.attribute = attribute
    }

    /// The projection that shows what decides the place of a resource besides.
    public func projection(including projection: Projection, in type: ResourceType) -> Projection {
        projection.including(type.definition(of: self.sort.path).path)
    }

    /// The value that decides the place of a resource: of several the smallest, or the largest where that comes first.
    public func place(of resource: Resource, in type: ResourceType) -> Value? {
        let values = resource.filterableValues(at: type.definition(of: self.sort.path).path, of: type)
        return values.flatMap { $0.part("value") }.filter(\.isAssigned).min { self.isOrdered($0, before: $1) }
    }

    /// Whether one place comes before another; a resource without a value comes last, or first where the largest value does.
    public func isOrdered(_ left: Value?, before right: Value?) -> Bool {
        guard let left, let right else {
            return self.sort.isDescending ? left == nil && right != nil : left != nil && right == nil
        }
        return Comparison(self.sort.isDescending ? .gt : .lt, right, for: self.attribute).holds(left)
    }
}

extension Schema.Attribute {
    /// The part whose values are compared; nil where a complex value has none.
    fileprivate var compared: Schema.Attribute? {
        self.type == .complex ? self.subAttribute(named: "value") : self
    }
}

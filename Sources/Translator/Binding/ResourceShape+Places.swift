import SCIM

extension ResourceShape {
    /// The places that the mapping has for the values of attributes of the core schema.
    var placeLists: [PlaceList] { self.core.compactMap(\.placeList) }
}

extension ResourceShape.Member {
    /// The places of a list of complex values; nil for other attributes, and for references, which ids tell apart.
    fileprivate var placeList: PlaceList? {
        guard case .elements(let elements) = self.content, elements.allSatisfy(\.derived.isEmpty) else { return nil }
        return PlaceList(
            of: self.name, labels: elements.map(\.labels), storing: Set(elements.flatMap { $0.parts.map(\.name) }))
    }
}

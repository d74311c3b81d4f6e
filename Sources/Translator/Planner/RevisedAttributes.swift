import SCIM

/// The attributes that a revision may change: those that were spoken of, and those to which it gives other values than are shown.
///
/// `replace title` over `{"title": "Clerk", "userName": "ada"}` → `title`
struct RevisedAttributes {
    /// Nil for all.
    private let paths: [AttributePath]?

    init(_ revision: Revision, over current: Resource) {
        switch revision.spoken {
        case .everything: self.paths = nil
        case .only(let spoken):
            self.paths = spoken + revision.resource.differences(from: current).filter { !spoken.contains($0) }
        }
    }

    /// Whether what a rule stores may change, be it because another one stores in the same attribute.
    func mayConcern(_ binding: Binding) -> Bool {
        binding.isShared || self.paths?.contains(binding.whole) ?? true
    }
}

extension Resource {
    /// The attributes that have other values than in another resource.
    fileprivate func differences(from other: Resource) -> [AttributePath] {
        self.attributes.differences(from: other.attributes).flatMap { name -> [AttributePath] in
            guard name.utf8.contains(UInt8(ascii: ":")) else { return [AttributePath(attribute: name)] }
            let (own, others) = (self.attributes[name]?.object ?? Object(), other.attributes[name]?.object ?? Object())
            let schema = SchemaURN(rawValue: name)
            return own.differences(from: others).map { AttributePath(schema: schema, attribute: $0) }
        }
    }
}

extension Object {
    /// The names of the members that have other values than in another object, or are missing in one of the two.
    fileprivate func differences(from other: Object) -> [String] {
        self.filter { other[$0.name] != $0.value }.map(\.name) + other.map(\.name).filter { self[$0] == nil }
    }
}

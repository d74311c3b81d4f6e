/// What a filter is about.
enum FilterScope {
    /// A resource, whose values its paths name.
    case resource
    /// One element of a complex attribute, whose parts its paths name: the inside of `emails[…]`.
    case element(ResourceShape.Element, of: ResourceShape.Member)

    /// Whether it stands for several elements at once, each of which may meet another part of the filter.
    var isRepeated: Bool { if case .element(let element, _) = self { element.isRepeated } else { false } }
}

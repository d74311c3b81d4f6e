/// Which attributes of a resource, and which parts of them, an answer shows: what the schema says of each, and what the client asked
/// for (RFC 7643 section 7, RFC 7644 section 3.9).
public struct ResourceView: Sendable {
    private var projection: Projection
    private let isWhole: Bool
    /// Whether the client names some values of an attribute by what they have, so that each value must be looked at.
    public let hasValueFilters: Bool

    /// Creates the view of a projection.
    public init(_ projection: Projection) {
        self.projection = projection
        self.isWhole = projection == .all
        self.hasValueFilters = !self.isWhole && projection.hasValueFilters
    }

    /// Whether anything of what is at a path may be shown; `definition` is what its schema says of it.
    public func shows(_ path: AttributePath, _ definition: Schema.Attribute?) -> Bool {
        switch definition?.returned ?? .default {
        case .always: true
        case .never: false
        case .request: self.projection.names(path)
        case .default: self.isWhole || self.projection.includes(path)
        }
    }

    /// Whether all parts are shown of an attribute that is shown.
    public func showsAllParts(of definition: Schema.Attribute?) -> Bool {
        self.isWhole && definition?.subAttributes.allSatisfy { $0.returned == .default } ?? true
    }

    /// Returns the view of one value of the multi-valued attribute at a path; nil if the value is not shown.
    public func narrowed(to element: Value, at path: AttributePath, as attribute: Schema.Attribute?) -> ResourceView? {
        guard let projection = self.projection.narrowed(to: element, at: path, as: attribute) else { return nil }
        var view = self
        view.projection = projection
        return view
    }
}

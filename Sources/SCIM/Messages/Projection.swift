/// The attributes that a client wants to see (RFC 7644 section 3.9).
public struct Projection: Hashable, Sendable {
    /// The attributes asked for; empty asks for the default set.
    public var attributes: [AttributePath]
    /// The attributes of the default set that are not wanted.
    public var excluded: [AttributePath]

    /// The default set.
    public static let all = Projection()

    /// Creates a projection.
    public init(attributes: [AttributePath] = [], excluded: [AttributePath] = []) {
        self.attributes = attributes
        self.excluded = excluded
    }

    /// Whether a client wants to see anything of what is at a path.
    ///
    /// Value filters do not count, so `emails[type eq "work"]` asks for all of `emails`. What a schema always or never
    /// returns is not known here.
    public func includes(_ path: AttributePath) -> Bool {
        (self.attributes.isEmpty || self.names(path)) && !self.excludes(path)
    }

    /// Returns the projection that shows what is at a path besides.
    public func including(_ path: AttributePath) -> Projection {
        if self.includes(path) { return self }
        return Projection(
            attributes: self.attributes.isEmpty ? [] : self.attributes + [path],
            excluded: self.excluded.filter { !$0.covers(path) }
        )
    }

    /// Whether the path, a part of it or what it is a part of is asked for by name.
    func names(_ path: AttributePath) -> Bool {
        self.attributes.contains { $0.covers(path) || path.covers($0) }
    }

    /// Whether the whole of a path is excluded.
    func excludes(_ path: AttributePath) -> Bool {
        self.excluded.contains { $0.covers(path) }
    }
}

extension AttributePath {
    /// Whether all values at another path are also below this one, value filters aside.
    func covers(_ other: AttributePath) -> Bool {
        guard self.schema == other.schema else { return false }
        guard !self.attribute.isEmpty else { return true }
        guard self.attribute.equalsIgnoringASCIICase(other.attribute) else { return false }
        guard let subAttribute else { return true }
        return other.subAttribute.map { subAttribute.equalsIgnoringASCIICase($0) } ?? false
    }
}

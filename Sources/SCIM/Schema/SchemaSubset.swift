import Encodings

/// The attributes of a schema that a mapping serves, by their paths.
struct SchemaSubset {
    var paths: [AttributePath]
    var required: [AttributePath]
    var unique: [AttributePath]

    /// The paths that lie in one part of what is served.
    func filter(_ isIncluded: (AttributePath) -> Bool) -> SchemaSubset {
        SchemaSubset(
            paths: self.paths.filter(isIncluded), required: self.required.filter(isIncluded),
            unique: self.unique.filter(isIncluded))
    }

    /// The schema with nothing but these attributes.
    func limit(_ schema: Schema) -> Schema {
        var copy = schema
        copy.attributes = schema.attributes.compactMap { attribute in
            let own = self.filter { $0.attribute.equalsIgnoringASCIICase(attribute.name) }
            let isWhole = self.paths.contains { $0.attribute.isEmpty }
            return isWhole || !own.paths.isEmpty ? own.limit(attribute, isWhole: isWhole) : nil
        }
        return copy
    }

    /// The attribute with nothing but the parts that its paths and their value filters name.
    private func limit(_ attribute: Schema.Attribute, isWhole: Bool) -> Schema.Attribute {
        var copy = attribute
        copy.isRequired = !self.required.isEmpty
        if self.unique.contains(where: { $0.subAttribute == nil }) { copy.uniqueness = .server }
        let isWhole = isWhole || self.paths.contains { $0.subAttribute == nil }
        copy.subAttributes = attribute.subAttributes.compactMap { self.limit(part: $0, isNamed: isWhole) }
        return copy
    }

    private func limit(part: Schema.Attribute, isNamed: Bool) -> Schema.Attribute? {
        let selectors = self.paths.compactMap(\.filter).flatMap(\.selectors)
            .filter { $0.name.equalsIgnoringASCIICase(part.name) }
        guard isNamed || self.paths.contains(where: { $0.names(part) }) || !selectors.isEmpty else { return nil }
        var copy = part
        copy.isRequired = self.required.contains { $0.names(part) || $0.isSelected(by: part) }
        if self.unique.contains(where: { $0.names(part) }) { copy.uniqueness = .server }
        let values = selectors.compactMap(\.value?.string)
        if !values.isEmpty { copy.canonicalValues = values.uniqued() }
        return copy
    }
}

extension ResourceType {
    /// Returns the subset that a mapping serves: the attributes and sub-attributes that the paths name.
    ///
    /// A value filter adds its own attributes, and what it compares with becomes their canonical values: the types of
    /// `emails[type eq "work"].value` are `work`. Only the paths in `required` are required, with what selects their values, and
    /// those in `unique` are unique in the service.
    public func limited(
        to paths: [AttributePath], required: [AttributePath] = [], unique: [AttributePath] = []
    ) -> ResourceType {
        let subset = SchemaSubset(paths: paths, required: required, unique: unique)
        let core = subset.filter { $0.schema == nil }
        var copy = self
        copy.schema = core.limit(self.schema)
        if core.paths.contains(where: { $0.attribute.equalsIgnoringASCIICase("externalId") }) {
            var externalId = Schema.Attribute.externalId
            externalId.isRequired = required.contains(AttributePath(attribute: "externalId"))
            if unique.contains(AttributePath(attribute: "externalId")) { externalId.uniqueness = .server }
            copy.schema.attributes.insert(externalId, at: 0)
        }
        copy.extensions = self.extensions.compactMap { element in
            let own = subset.filter { $0.schema == element.schema.id }
            guard !own.paths.isEmpty else { return nil }
            return Extension(schema: own.limit(element.schema), isRequired: element.isRequired)
        }
        return copy
    }
}

extension AttributePath {
    /// Whether the path leads to this sub-attribute.
    fileprivate func names(_ part: Schema.Attribute) -> Bool {
        self.subAttribute?.equalsIgnoringASCIICase(part.name) ?? false
    }

    /// Whether a value filter picks the element by this sub-attribute.
    fileprivate func isSelected(by part: Schema.Attribute) -> Bool {
        self.filter?.selectors.contains { $0.value != nil && $0.name.equalsIgnoringASCIICase(part.name) } ?? false
    }
}

import Encodings

extension ResourceType {
    /// Returns the subset that a mapping serves: the attributes and sub-attributes that the paths name.
    ///
    /// A value filter adds its own attributes, and what it compares with becomes their canonical values: the types of
    /// `emails[type eq "work"].value` are `work`. Only the paths in `required` are required, with what selects their values, and
    /// those in `unique` are unique in the service.
    public func limited(
        to paths: [AttributePath], required: [AttributePath] = [], unique: [AttributePath] = []
    ) -> ResourceType {
        var copy = self
        copy.schema = self.schema.limited(
            to: paths.filter { $0.schema == nil }, required: required.filter { $0.schema == nil },
            unique: unique.filter { $0.schema == nil })
        if paths.contains(where: { $0.schema == nil && $0.attribute.equalsIgnoringASCIICase("externalId") }) {
            var externalId = Schema.Attribute.externalId
            externalId.isRequired = required.contains(AttributePath(attribute: "externalId"))
            if unique.contains(AttributePath(attribute: "externalId")) { externalId.uniqueness = .server }
            copy.schema.attributes.insert(externalId, at: 0)
        }
        copy.extensions = self.extensions.compactMap { element in
            let urn = element.schema.id
            let own = paths.filter { $0.schema == urn }
            guard !own.isEmpty else { return nil }
            let schema = element.schema.limited(
                to: own, required: required.filter { $0.schema == urn }, unique: unique.filter { $0.schema == urn })
            return Extension(schema: schema, isRequired: element.isRequired)
        }
        return copy
    }
}

extension Schema {
    fileprivate func limited(
        to paths: [AttributePath], required: [AttributePath], unique: [AttributePath]
    ) -> Schema {
        var copy = self
        copy.attributes = self.attributes.compactMap { attribute in
            let own = paths.filter { $0.attribute.isEmpty || $0.attribute.equalsIgnoringASCIICase(attribute.name) }
            guard !own.isEmpty else { return nil }
            return attribute.limited(
                to: own, required: required.filter { $0.attribute.equalsIgnoringASCIICase(attribute.name) },
                unique: unique.filter { $0.attribute.equalsIgnoringASCIICase(attribute.name) })
        }
        return copy
    }
}

extension Schema.Attribute {
    fileprivate func limited(
        to paths: [AttributePath], required: [AttributePath], unique: [AttributePath]
    ) -> Self {
        var copy = self
        copy.isRequired = !required.isEmpty
        if unique.contains(where: { $0.subAttribute == nil }) { copy.uniqueness = .server }
        let isWhole = paths.contains { $0.subAttribute == nil }
        let selectors = paths.compactMap(\.filter).flatMap(\.selectors)
        copy.subAttributes = self.subAttributes.compactMap { subAttribute in
            subAttribute.limitedAsPart(
                isNamed: isWhole || paths.contains { $0.subAttribute.matches(subAttribute.name) },
                isRequired: required.contains { $0.subAttribute.matches(subAttribute.name) }
                    || required.contains { $0.isSelected(by: subAttribute.name) },
                isUnique: unique.contains { $0.subAttribute.matches(subAttribute.name) },
                selectors: selectors.filter { $0.name.equalsIgnoringASCIICase(subAttribute.name) }
            )
        }
        return copy
    }

    private func limitedAsPart(
        isNamed: Bool, isRequired: Bool, isUnique: Bool, selectors: [(name: String, value: Value?)]
    ) -> Self? {
        guard isNamed || !selectors.isEmpty else { return nil }
        var copy = self
        copy.isRequired = isRequired
        if isUnique { copy.uniqueness = .server }
        let values = selectors.compactMap(\.value?.string)
        if !values.isEmpty { copy.canonicalValues = values.uniqued() }
        return copy
    }
}

extension AttributePath {
    /// Whether a value filter picks the element by this sub-attribute.
    fileprivate func isSelected(by name: String) -> Bool {
        self.filter?.selectors.contains { $0.value != nil && $0.name.equalsIgnoringASCIICase(name) } ?? false
    }
}

extension Filter {
    /// The attributes that a value filter looks at, with the values that it wants them to equal.
    var selectors: [(name: String, value: Value?)] {
        switch self {
        case .and(let terms), .or(let terms): terms.flatMap(\.selectors)
        case .not(let term): term.selectors.map { ($0.name, nil) }
        case .present(let path), .valuePath(let path, _): [(path.attribute, nil)]
        case .compare(let path, let comparison, let value): [(path.attribute, comparison == .eq ? value : nil)]
        }
    }
}

extension String? {
    fileprivate func matches(_ name: String) -> Bool {
        self.map { $0.equalsIgnoringASCIICase(name) } ?? false
    }
}

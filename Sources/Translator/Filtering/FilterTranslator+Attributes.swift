import Encodings
import LDAP
import SCIM

extension FilterTranslator {
    /// A value that a path may mean.
    enum Source {
        /// The values of a binding, in an element that must meet the condition.
        case binding(Int, condition: Narrowing)
        /// A value that an element has wherever it is shown.
        case label(Value, element: ResourceShape.Element, condition: Narrowing)
        /// What is shown beside an id, of which the directory can say nothing but that there are names.
        case derived(element: ResourceShape.Element, condition: Narrowing)
    }

    /// The condition `attribute pr`.
    func presence(of path: AttributePath, _ references: References) throws(SCIMError) -> Narrowing {
        if let special = try self.special(path) { return special.presence }
        let sources = try self.sources(of: path, references, forPresence: true)
        return .any(sources.map { self.presence(of: $0) })
    }

    /// The condition `attribute operator literal`.
    func comparison(of path: AttributePath, _ test: Test) throws(SCIMError) -> Narrowing {
        if let special = try self.special(path) { return try self.comparison(of: special, path, test) }
        let sources = try self.sources(of: path, test.references, forPresence: false)
        if test.literal.isNull {
            return self.nullComparison(test, present: .any(sources.map { self.presence(of: $0) }))
        }
        guard test.comparison == .ne else {
            var narrowings: [Narrowing] = []
            for source in sources { narrowings.append(try self.comparison(of: source, path, test)) }
            return .any(narrowings)
        }
        let isSingle = sources.count == 1 && sources.allSatisfy { self.isSingle($0) }
        let equal = try self.comparison(of: sources[0], path, test.equality)
        return isSingle ? equal.negated : .unknown
    }

    /// An absent value is equal to null, and nothing else is.
    func nullComparison(_ test: Test, present: Narrowing) -> Narrowing {
        switch test.comparison {
        case .eq: present.negated
        case .ne: present
        default: .never
        }
    }

    private func presence(of source: Source) -> Narrowing {
        switch source {
        case .binding(let index, let condition): condition.and(self.bindings[index].presence)
        case .label(_, let element, let condition): condition.and(self.presence(of: element))
        case .derived(let element, let condition): condition.and(self.presence(of: element).loosened)
        }
    }

    /// An element is shown where one of its parts is.
    func presence(of element: ResourceShape.Element) -> Narrowing {
        .any(element.parts.map { self.bindings[$0.binding].presence })
    }

    private func comparison(of source: Source, _ path: AttributePath, _ test: Test) throws(SCIMError) -> Narrowing {
        switch source {
        case .binding(let index, let condition):
            condition.and(try self.comparison(of: self.bindings[index], test))
        case .label(let value, let element, let condition):
            self.holds(test, for: value, at: path) ? condition.and(self.presence(of: element)) : .never
        case .derived: self.presence(of: source)
        }
    }

    /// Whether there is one value at most, so that `ne` is the opposite of `eq`.
    private func isSingle(_ source: Source) -> Bool {
        guard case .binding(let index, .always) = source else { return false }
        return !self.bindings[index].isMultiValued
    }

    /// The binding that alone has the values of a path; nil where several have, or something else must hold of their element.
    func onlyBinding(at path: AttributePath, _ references: References) throws(SCIMError) -> Int? {
        let sources = try self.sources(of: path, references, forPresence: false)
        guard sources.count == 1, case .binding(let index, .always) = sources[0] else { return nil }
        return index
    }

    /// The values that a path may mean; never none.
    private func sources(
        of path: AttributePath, _ references: References, forPresence: Bool
    ) throws(SCIMError) -> [Source] {
        guard let member = self.member(at: path) else { throw self.unmapped(path) }
        switch member.content {
        case .simple(let index):
            guard path.subAttribute == nil, path.filter == nil else { throw self.unmapped(path) }
            return [.binding(index, condition: .always)]
        case .complex(let element):
            guard path.filter == nil else { throw self.unmapped(path) }
            let sources = self.sources(of: path, in: element, forPresence, condition: .always)
            if sources.isEmpty { throw self.unmapped(path) }
            return sources
        case .elements(let elements):
            var sources: [Source] = []
            for element in elements where !(path.filter.map { self.isExcluded(element, of: member, by: $0) } ?? false) {
                let condition = try self.condition(path.filter, on: element, of: member, references)
                // Of several values one meets the condition, and another one may be what is looked for.
                let isOfOther = path.filter != nil && element.isRepeated
                sources += self.sources(
                    of: path, in: element, forPresence, condition: isOfOther ? condition.loosened : condition)
            }
            if sources.isEmpty { throw self.unmapped(path) }
            return sources
        }
    }

    private func sources(
        of path: AttributePath, in element: ResourceShape.Element, _ forPresence: Bool, condition: Narrowing
    ) -> [Source] {
        if path.subAttribute == nil, forPresence {
            return element.parts.map { .binding($0.binding, condition: condition) }
        }
        let name = path.subAttribute ?? "value"
        if let part = element.part(named: name) { return [.binding(part.binding, condition: condition)] }
        if let label = element.labels[name] { return [.label(label, element: element, condition: condition)] }
        if element.derives(name) { return [.derived(element: element, condition: condition)] }
        return []
    }

    /// The member at a path.
    ///
    /// Entra: an attribute of an extension may lack its schema, as in `manager eq 2819c223-…`.
    func member(at path: AttributePath) -> ResourceShape.Member? {
        if path.schema == nil || path.schema == self.mapping.resourceType.schema.id,
            let member = self.shape.core.first(named: path.attribute)
        {
            return member
        }
        let isBare = path.schema == nil && self.mapping.resourceType.attribute(at: path.whole) == nil
        return self.shape.extensions.lazy.filter { isBare || $0.schema == path.schema }
            .compactMap { $0.members.first(named: path.attribute) }.first
    }

    /// Names what is not mapped and what is.
    func unmapped(_ path: AttributePath) -> SCIMError {
        .invalidFilter(
            "\(path) is not mapped, so it cannot be filtered. Mapped are id, meta.created, meta.lastModified, "
                + self.mapping.paths.map(\.description).joined(separator: ", ")
                + ". Choose one of these as the matching attribute, or add it to \(self.mapping.section).attributes."
        )
    }
}

extension [ResourceShape.Member] {
    fileprivate func first(named name: String) -> ResourceShape.Member? {
        self.first { $0.name.utf8.equalsIgnoringASCIICase(name.utf8) }
    }
}

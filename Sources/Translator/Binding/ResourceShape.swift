import Encodings
import LDAP
import SCIM

/// The tree of values that a mapping can show, made once; its leaves are numbers of bindings.
struct ResourceShape: Sendable {
    /// An attribute of the core schema or of an extension.
    ///
    /// A class, because every entry passes by every member and none should be copied.
    final class Member: Sendable {
        let path: AttributePath
        let name: String
        let isMultiValued: Bool
        let content: Content

        init(path: AttributePath, name: String, isMultiValued: Bool, content: Content) {
            self.path = path
            self.name = name
            self.isMultiValued = isMultiValued
            self.content = content
        }

        /// The numbers of its bindings.
        var bindings: [Int] {
            switch self.content {
            case .simple(let index): [index]
            case .complex(let element): element.parts.map(\.binding)
            case .elements(let elements): elements.flatMap { $0.parts.map(\.binding) }
            }
        }
    }

    enum Content: Sendable {
        case simple(Int)
        /// A complex attribute that has one value.
        case complex(Element)
        /// A complex attribute that has several.
        case elements([Element])
    }

    /// One complex value, or, without labels, one for each of the values of its parts.
    struct Element: Sendable {
        /// What a rule's value filter says of it: `"type": "work"`.
        let labels: Object
        var parts: [Part]
        /// What is shown beside an id, of the resource that has it.
        var derived: [DerivedPart] = []
        let isRepeated: Bool

        func part(named name: String) -> Part? {
            self.parts.first { $0.name.equalsIgnoringASCIICase(name) }
        }

        /// Whether it shows a part of this name of the resource that its id is of.
        func derives(_ name: String) -> Bool {
            self.derived.contains { $0.name.equalsIgnoringASCIICase(name) }
        }
    }

    struct Part: Sendable {
        let name: String
        let binding: Int
    }

    private(set) var core: [Member] = []
    private(set) var extensions: [(schema: SchemaURN, members: [Member])] = []

    init(_ bindings: [Binding], of type: ResourceType) {
        for (index, binding) in bindings.enumerated() {
            guard let definition = type.attribute(at: binding.path.whole) else { continue }
            if let schema = binding.path.schema {
                let position = self.position(of: schema)
                Self.insert(binding, index, of: definition, into: &self.extensions[position].members)
            } else {
                Self.insert(binding, index, of: definition, into: &self.core)
            }
        }
    }

    /// Every member, those of extensions included.
    var members: [Member] { self.core + self.extensions.flatMap(\.members) }

    /// The members of an extension.
    func members(of schema: SchemaURN) -> [Member] {
        self.extensions.first { $0.schema == schema }?.members ?? []
    }

    private mutating func position(of schema: SchemaURN) -> Int {
        if let position = self.extensions.firstIndex(where: { $0.schema == schema }) { return position }
        self.extensions.append((schema, []))
        return self.extensions.count - 1
    }

    private static func insert(
        _ binding: Binding, _ index: Int, of definition: SCIM.Schema.Attribute, into members: inout [Member]
    ) {
        let isList = definition.isMultiValued
        let position = members.firstIndex { $0.name == definition.name }
        var content = position.map { members[$0].content } ?? .simple(index)
        if definition.type == .complex, binding.path.subAttribute != nil {
            let element = Element(
                labels: binding.path.filter?.labels(of: definition) ?? Object(),
                parts: [Part(name: binding.definition.name, binding: index)],
                derived: binding.derived,
                isRepeated: isList && binding.path.filter == nil
            )
            content = content.adding(element, isList: isList)
        }
        let member = Member(
            path: position.map { members[$0].path } ?? binding.path.whole, name: definition.name, isMultiValued: isList,
            content: content
        )
        if let position { members[position] = member } else { members.append(member) }
    }
}

extension ResourceShape.Content {
    /// The content with a part more: in the element with the same labels if there is one.
    fileprivate func adding(_ element: ResourceShape.Element, isList: Bool) -> Self {
        switch self {
        case .simple: return isList ? .elements([element]) : .complex(element)
        case .complex(var known):
            known.parts += element.parts
            return .complex(known)
        case .elements(var known):
            if let index = known.firstIndex(where: { $0.labels == element.labels }) {
                known[index].parts += element.parts
            } else {
                known.append(element)
            }
            return .elements(known)
        }
    }
}

extension SCIM.Filter {
    /// What a value filter says that its elements have.
    fileprivate func labels(of attribute: SCIM.Schema.Attribute) -> Object {
        var labels = Object()
        switch self {
        case .compare(let path, .eq, let value):
            let definition = attribute.subAttribute(named: path.attribute)
            let isBoolean = definition?.type == .boolean
            labels[definition?.name ?? path.attribute] =
                isBoolean ? value.truth.map(Value.boolean) : value
        case .and(let terms):
            for (name, value) in terms.flatMap({ Array($0.labels(of: attribute)) }) { labels[name] = value }
        default: break
        }
        return labels
    }
}

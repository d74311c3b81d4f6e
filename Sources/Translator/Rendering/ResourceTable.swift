import Encodings
import SCIM

/// How the resources of a mapping are written, made once: the shape of the mapping with its keys in JSON.
///
/// Each key begins with the comma that parts it from what stands before; whoever writes the first one puts the opening bracket over
/// that comma. A class, because every entry passes by it and nothing should be copied.
final class ResourceTable: Sendable {
    let core: [Member]
    let extensions: [Extension]
    /// `{"schemas":["urn:…:User"`.
    let start: [UInt8]
    let id = JSONWriter.key("id")
    let active: Active?

    /// An extension with the attributes that it adds.
    struct Extension: Sendable {
        /// `,"urn:…"`, as it stands among the schemas.
        let name: [UInt8]
        let key: [UInt8]
        let members: [Member]
    }

    /// What is said of whether an account is enabled.
    final class Active: Sendable {
        let path = AttributePath.active
        let definition: SCIM.Schema.Attribute?
        let key = JSONWriter.key("active")

        fileprivate init(_ definition: SCIM.Schema.Attribute?) {
            self.definition = definition
        }
    }

    /// `type` is the one that clients know.
    init(_ shape: ResourceShape, of type: ResourceType, isActiveMapped: Bool) {
        self.start = Array(#"{"schemas":["#.utf8) + JSONWriter.bytes(.string(type.schema.id.rawValue))
        self.core = shape.core.map { Member($0, of: type.schema, in: nil) }
        self.extensions = shape.extensions.compactMap { element in
            guard let schema = type.extensions.first(where: { $0.schema.id == element.schema })?.schema else {
                return nil
            }
            let key = JSONWriter.key(schema.id.rawValue)
            return Extension(
                name: key.dropLast(), key: key, members: element.members.map { Member($0, of: schema, in: schema.id) })
        }
        self.active = isActiveMapped ? Active(type.schema.attribute(named: "active")) : nil
    }
}

extension ResourceTable {
    /// An attribute of the core schema or of an extension.
    final class Member: Sendable {
        let path: AttributePath
        let definition: SCIM.Schema.Attribute?
        let key: [UInt8]
        let content: Content
        let shape: ResourceShape.Member

        fileprivate init(_ shape: ResourceShape.Member, of schema: SCIM.Schema, in urn: SchemaURN?) {
            self.path = AttributePath(schema: urn, attribute: shape.name)
            self.definition = schema.attribute(named: shape.name)
            self.key = JSONWriter.key(shape.name)
            self.shape = shape
            self.content =
                switch shape.content {
                case .simple(let binding): shape.isMultiValued ? .list(binding) : .value(binding)
                case .complex(let element): .complex(Element(element))
                case .elements(let elements): .elements(elements.map { Element($0) })
                }
        }
    }

    /// What fills an attribute; values go by the numbers of their bindings.
    enum Content: Sendable {
        case value(Int)
        case list(Int)
        case complex(Element)
        case elements([Element])
    }

    /// One complex value, or one for each of the values of its parts.
    final class Element: Sendable {
        let slots: [Slot]
        /// The parts that a rule fills; without a value of any of them nothing is shown.
        let bindings: [Int]
        /// The parts that are ids, of the first of which the resource is that the derived parts say something of.
        let references: [Int]
        let shape: ResourceShape.Element

        fileprivate init(_ shape: ResourceShape.Element) {
            self.shape = shape
            self.bindings = shape.parts.map(\.binding)
            self.references =
                shape.derived.isEmpty ? [] : shape.parts.filter { $0.isNamed("value") }.map(\.binding)
            let labels = shape.labels.map { Slot($0.name, .label(JSONWriter.bytes($0.value))) }
            let parts = shape.parts.enumerated().map { index, part in
                let isFirst = shape.parts.firstIndex { $0.isNamed(part.name) } == index
                return Slot(part.name, .part(part.binding, behind: isFirst ? shape.derivedPart(part.name) : nil))
            }
            let derived = shape.derived.map { part in
                Slot(part.name, .derived(part, unless: shape.part(named: part.name)?.binding))
            }
            self.slots = labels + parts + derived
        }
    }

    /// One part of a complex value.
    final class Slot: Sendable {
        let name: String
        let key: [UInt8]
        let content: SlotContent

        fileprivate init(_ name: String, _ content: SlotContent) {
            self.name = name
            self.key = JSONWriter.key(name)
            self.content = content
        }
    }

    /// What fills a part.
    enum SlotContent: Sendable {
        /// What a rule's value filter says.
        case label([UInt8])
        /// The value of a binding; what is known of the resource that the id names goes before it.
        case part(Int, behind: DerivedPart?)
        /// What is known of the resource that the id names, unless it stands in the place of a binding's value.
        case derived(DerivedPart, unless: Int?)
    }
}

extension ResourceShape.Element {
    fileprivate func derivedPart(_ name: String) -> DerivedPart? {
        self.derived.first { $0.name.equalsIgnoringASCIICase(name) }
    }
}

extension ResourceShape.Part {
    fileprivate func isNamed(_ name: String) -> Bool { self.name.equalsIgnoringASCIICase(name) }
}

extension JSONWriter {
    /// `userName` → `,"userName":`.
    static func key(_ name: String) -> [UInt8] {
        [UInt8(ascii: ",")] + Self.bytes(.string(name)) + [UInt8(ascii: ":")]
    }
}

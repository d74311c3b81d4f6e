import LDAP
import SCIM

/// Writes the attributes of one resource after the other, by a table and what a view shows of it.
struct ResourceWriter {
    private let table: ResourceTable
    private let view: TableView
    private(set) var values = EntryValues()
    /// The attributes of the entry at hand, the comma before each of them included.
    private(set) var json = JSONWriter()
    /// The names of the extensions that are present, likewise.
    private(set) var schemas: [UInt8] = []

    init(_ table: ResourceTable, _ view: TableView) {
        self.table = table
        self.view = view
        self.json.bytes.reserveCapacity(1024)
    }

    /// Puts the attributes of an entry in the place of those of the one before; `isActive` is nil where nobody wants to know it.
    mutating func write(
        _ entry: Entry, by projector: EntryProjector, isActive: Bool?, _ references: References
    ) {
        self.values.read(entry, by: projector.bindings, where: self.view.isRead, projector.versioning.seeds, references)
        self.json.bytes.removeAll(keepingCapacity: true)
        self.schemas.removeAll(keepingCapacity: true)
        let source = Source(entry: entry, references: references, bindings: projector.bindings)
        self.write(self.table.core, self.view.core, source)
        for (element, visibilities) in zip(self.table.extensions, self.view.extensions) {
            let start = self.begin(element.key)
            self.write(element.members, visibilities, source)
            if self.end(start, element.key, "{", "}") { self.schemas += element.name }
        }
        if self.view.isActiveShown, let active = self.table.active, let isActive {
            self.json.bytes += active.key
            self.json.bytes += (isActive ? "true" : "false").utf8
        }
    }

    /// What stands behind the values.
    private struct Source {
        let entry: Entry
        let references: References
        let bindings: [Binding]
    }

    /// Begins what is parted by commas, under a key; returns where its opening bracket belongs.
    private mutating func begin(_ key: [UInt8]) -> Int {
        self.json.bytes += key
        return self.json.bytes.count
    }

    /// Ends it; false where nothing is in it, and the key is taken back.
    private mutating func end(
        _ start: Int, _ key: [UInt8], _ opening: Unicode.Scalar, _ closing: Unicode.Scalar
    ) -> Bool {
        guard self.json.bytes.count > start else {
            self.json.bytes.removeLast(key.count)
            return false
        }
        self.json.bytes[start] = UInt8(ascii: opening)
        self.json.bytes.append(UInt8(ascii: closing))
        return true
    }
}

// MARK: - Attributes

extension ResourceWriter {
    private mutating func write(
        _ members: [ResourceTable.Member], _ visibilities: [TableView.Visibility], _ source: Source
    ) {
        for (member, visibility) in zip(members, visibilities) {
            switch visibility {
            case .hidden: continue
            case .whole: self.write(member, slots: nil, source)
            case .slots(let slots): self.write(member, slots: slots, source)
            case .byValue(let view): self.write(member, by: view, source)
            }
        }
    }

    private mutating func write(_ member: ResourceTable.Member, slots: [[Bool]]?, _ source: Source) {
        switch member.content {
        case .value(let binding):
            guard self.values.count(of: binding) > 0 else { return }
            self.json.bytes += member.key
            self.values.write(binding, at: 0, to: &self.json.bytes)
        case .list(let binding):
            let count = self.values.count(of: binding)
            if count == 0 { return }
            let start = self.begin(member.key)
            for position in 0..<count { self.writeElement(binding, at: position) }
            _ = self.end(start, member.key, "[", "]")
        case .complex(let element):
            let start = self.begin(member.key)
            self.writeSlots(of: element, at: 0, slots?[0], source.references)
            _ = self.end(start, member.key, "{", "}")
        case .elements(let elements):
            let start = self.begin(member.key)
            for (index, element) in elements.enumerated() {
                for position in 0..<self.count(of: element) {
                    self.write(element, at: position, slots?[index], source.references)
                }
            }
            _ = self.end(start, member.key, "[", "]")
        }
    }

    /// One simple value of several.
    private mutating func writeElement(_ binding: Int, at position: Int) {
        self.json.bytes.append(UInt8(ascii: ","))
        self.values.write(binding, at: position, to: &self.json.bytes)
    }

    /// One complex value of several.
    private mutating func write(
        _ element: ResourceTable.Element, at position: Int, _ slots: [Bool]?, _ references: References
    ) {
        let start = self.begin(Self.comma)
        self.writeSlots(of: element, at: position, slots, references)
        _ = self.end(start, Self.comma, "{", "}")
    }

    private static let comma = [UInt8(ascii: ",")]

    /// How many values a complex attribute has by the rules that fill this element.
    private func count(of element: ResourceTable.Element) -> Int {
        let count = element.bindings.reduce(0) { max($0, self.values.count(of: $1)) }
        return element.shape.isRepeated ? count : min(count, 1)
    }

    private mutating func writeSlots(
        of element: ResourceTable.Element, at position: Int, _ slots: [Bool]?, _ references: References
    ) {
        guard element.bindings.contains(where: { position < self.values.count(of: $0) }) else { return }
        let reference = element.references.first { position < self.values.count(of: $0) }
        let id = reference.flatMap { self.values.id(of: $0, at: position) }
        let referent = id.flatMap { references.referent(of: $0) }
        for (index, slot) in element.slots.enumerated() where slots?[index] ?? true {
            switch slot.content {
            case .label(let json):
                self.json.bytes += slot.key
                self.json.bytes += json
            case .part(let binding, behind: let derived):
                guard position < self.values.count(of: binding) else { continue }
                if let derived, let referent {
                    self.write(derived, of: referent, slot.key)
                } else {
                    self.json.bytes += slot.key
                    self.values.write(binding, at: position, to: &self.json.bytes)
                }
            case .derived(let derived, unless: let binding):
                guard let referent, binding.map({ position >= self.values.count(of: $0) }) ?? true else { continue }
                self.write(derived, of: referent, slot.key)
            }
        }
    }

    private mutating func write(_ derived: DerivedPart, of referent: Referent, _ key: [UInt8]) {
        guard let text = derived.text(of: referent) else { return }
        self.json.bytes += key
        self.json.write(.string(text))
    }
}

// MARK: - What depends on each value

extension ResourceWriter {
    /// Writes those values of an attribute that a value filter selects, each as the filters of the client show it.
    private mutating func write(_ member: ResourceTable.Member, by view: ResourceView, _ source: Source) {
        var values = [[Value]](repeating: [], count: source.bindings.count)
        for index in member.shape.bindings {
            values[index] = source.bindings[index].values(in: source.entry, references: source.references)
        }
        let start = self.begin(member.key)
        switch member.content {
        case .list(let binding):
            for (position, value) in values[binding].enumerated() where view.narrowed(to: value, for: member) != nil {
                self.writeElement(binding, at: position)
            }
        case .elements(let elements):
            for element in elements {
                for position in 0..<self.count(of: element) {
                    guard let value = element.shape.value(values, at: position, source.references),
                        let narrowed = view.narrowed(to: value, for: member)
                    else { continue }
                    self.write(element, at: position, member.slots(of: element, in: narrowed), source.references)
                }
            }
        case .value, .complex: break
        }
        _ = self.end(start, member.key, "[", "]")
    }
}

extension ResourceView {
    fileprivate func narrowed(to value: Value, for member: ResourceTable.Member) -> ResourceView? {
        self.narrowed(to: value, at: member.path, as: member.definition)
    }
}

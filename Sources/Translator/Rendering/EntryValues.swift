import LDAP
import SCIM

/// The values of one entry that SCIM shows, as JSON: those of each binding after those of the one before.
struct EntryValues {
    private var json = JSONWriter()
    /// Where each value begins in the JSON, and the end of the last one.
    private var places = [0]
    /// The id that each value is, if it names a resource; up to the last one that does.
    private var ids: [ResourceID?] = []
    /// The number of the first value of each binding, and that of all values.
    private var firsts = [0]
    /// The sum of the hashes of those values that count into the version.
    private(set) var sum: UInt64 = 0

    /// Has room for what most entries show.
    init() {
        self.json.bytes.reserveCapacity(512)
        self.places.reserveCapacity(32)
        self.firsts.reserveCapacity(32)
    }

    /// Puts those of an entry in the place of what is here; `isRead` says which bindings are looked at, and `seeds` which of their
    /// values count into the version.
    mutating func read(
        _ entry: Entry, by bindings: [Binding], where isRead: [Bool], _ seeds: [UInt64?], _ references: References
    ) {
        self.json.bytes.removeAll(keepingCapacity: true)
        self.ids.removeAll(keepingCapacity: true)
        self.places.removeLast(self.places.count - 1)
        self.firsts.removeLast(self.firsts.count - 1)
        self.sum = 0
        for index in bindings.indices {
            if isRead[index] { self.read(entry, by: bindings[index], seeds[index], references) }
            self.firsts.append(self.places.count - 1)
        }
    }

    private mutating func read(_ entry: Entry, by binding: Binding, _ seed: UInt64?, _ references: References) {
        var seen: Set<String> = []
        for value in entry[binding.rule.attribute] where binding.admits(value) {
            switch binding.conversion {
            case .text: self.append(value, seed)
            case .reference(let types, let key):
                // An entry that is named by two names is shown once.
                if let id = references.id(of: value, by: key, as: types),
                    !binding.isMultiValued || seen.insert(id.text).inserted
                {
                    self.append(.string(id.text), of: id, seed)
                }
            default:
                if let shown = binding.conversion.value(of: value, references: references) { self.append(shown, seed) }
            }
            if !binding.isMultiValued { return }
        }
    }

    /// Text goes from the entry into the JSON without a stop; what is no text is not shown.
    private mutating func append(_ value: AttributeValue, _ seed: UInt64?) {
        value.bytes.withUnsafeBufferPointer { bytes in
            guard self.json.write(utf8: bytes) else { return }
            if let seed { self.sum &+= WeakHash.of(bytes, seed: seed) }
            self.end(nil)
        }
    }

    private mutating func append(_ value: Value, of id: ResourceID? = nil, _ seed: UInt64?) {
        self.json.write(value)
        if let seed { self.sum &+= WeakHash.of((value.plainText ?? "").utf8, seed: seed) }
        self.end(id)
    }

    private mutating func end(_ id: ResourceID?) {
        if let id {
            for _ in self.ids.count..<self.places.count - 1 { self.ids.append(nil) }
            self.ids.append(id)
        }
        self.places.append(self.json.bytes.count)
    }
}

// MARK: - Asking

extension EntryValues {
    /// How many values of a binding are shown.
    func count(of binding: Int) -> Int { self.firsts[binding + 1] - self.firsts[binding] }

    /// The id that the value of a binding at a position is, which is to be there; nil for what is no id.
    func id(of binding: Int, at position: Int) -> ResourceID? {
        let number = self.firsts[binding] + position
        return number < self.ids.count ? self.ids[number] : nil
    }

    /// Appends the JSON of the value of a binding at a position, which is to be there.
    func write(_ binding: Int, at position: Int, to output: inout [UInt8]) {
        let number = self.firsts[binding] + position
        let place = self.places[number]..<self.places[number + 1]
        self.json.bytes.withUnsafeBufferPointer { output.append(contentsOf: UnsafeBufferPointer(rebasing: $0[place])) }
    }
}

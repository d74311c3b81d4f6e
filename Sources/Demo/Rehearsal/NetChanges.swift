import LDAP

/// The net changes between two files with all entries of the copy, each in the order in which it can be applied to the original.
struct NetChanges: Sendable {
    /// What has changed.
    private(set) var changes: [NetChange] = []
    /// How many entries there were.
    private(set) var countBefore = 0
    /// How many there are now.
    private(set) var countAfter = 0

    /// Where a record of the first file is, and what it holds in short.
    private struct Mark {
        var place: RecordFile.Place
        var digest: Int
    }

    /// Compares the files, in which entries are the same that have the same id.
    ///
    /// Only entries that have changed are held in memory. `followed` are the attributes in which the server of the copy has taken new
    /// names along, as the original does: that is no change of its own.
    /// - Throws: ``RehearsalError``, or `LDAPError` where a record cannot be read.
    init(from before: RecordFile, to after: RecordFile, following followed: Set<AttributeDescription>) throws {
        var marks: [String: Mark] = [:]
        try before.forEach { place, record in
            guard let id = Self.id(in: record) else { return }
            marks[id] = Mark(place: place, digest: record.hashValue)
        }
        self.countBefore = marks.count
        var pairs: [NetChange] = []
        try after.forEach { _, record in
            guard let id = Self.id(in: record) else { return }
            self.countAfter += 1
            let mark = marks.removeValue(forKey: id)
            if let mark, mark.digest == record.hashValue { return }
            let old = try mark.map { try before.entry(at: $0.place) }
            pairs.append(NetChange(before: old, after: try RecordFile.entry(of: record)))
        }
        for mark in marks.values.sorted(by: { $0.place.offset < $1.place.offset }) {
            pairs.append(NetChange(before: try before.entry(at: mark.place), after: nil))
        }
        self.changes = Self.followed(pairs, in: followed).sorted(by: Self.isBefore)
    }

    /// Changes that were found.
    init(_ changes: [NetChange]) {
        self.changes = changes.sorted(by: Self.isBefore)
    }

    /// The LDIF of all changes, those that new references need before those that have them.
    func ldif(in schema: Schema) -> [Change] {
        self.changes.flatMap { $0.changes(in: schema) }
    }

    /// Has the names of renamed and deleted entries in the older state replaced as the server has done it.
    private static func followed(_ pairs: [NetChange], in attributes: Set<AttributeDescription>) -> [NetChange] {
        var names: [AttributeValue: AttributeValue?] = [:]
        for pair in pairs {
            guard let before = pair.before else { continue }
            if pair.after == nil { names[Self.key(before.dn)] = .some(nil) }
            if let newName = pair.newName { names[Self.key(before.dn)] = AttributeValue(newName.description) }
        }
        if names.isEmpty || attributes.isEmpty { return pairs }
        return pairs.map { pair in
            guard var before = pair.before, let after = pair.after else { return pair }
            for attribute in before.attributes where attributes.contains(attribute.description) {
                let now = after[attribute.description]
                before[attribute.description] =
                    attribute.values.compactMap { value -> AttributeValue? in
                        guard !now.contains(value), let text = value.text,
                            let new = names[Self.key(DistinguishedName(server: text))]
                        else { return value }
                        // In the spelling in which the server has it now.
                        return new.map { new in now.first { Self.isSame($0, new) } ?? new }
                    }[...]
            }
            return NetChange(before: before, after: after)
        }
    }

    private static func key(_ name: DistinguishedName) -> AttributeValue { AttributeValue(bytes: name.preparedForm) }

    private static func isSame(_ left: AttributeValue, _ right: AttributeValue) -> Bool {
        guard let left = left.text, let right = right.text else { return false }
        return DistinguishedName(server: left).mayBe(DistinguishedName(server: right))
    }

    /// Renames first, then new entries from the top down, then other values, and what is deleted from the bottom up.
    private static func isBefore(_ left: NetChange, _ right: NetChange) -> Bool {
        (left.rank, left.depth, left.text) < (right.rank, right.depth, right.text)
    }

    /// The value of `entryUUID` in a record.
    static func id(in record: ArraySlice<UInt8>) -> String? {
        let mark = Array("\nentryUUID: ".utf8)
        var rest = record[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            rest = rest[end...]
            if rest.starts(with: mark) {
                return String(decoding: rest.dropFirst(mark.count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}

extension NetChange {
    fileprivate var rank: Int {
        switch (self.before, self.after) {
        case (nil, _): 1
        case (_, nil): 3
        default: self.newName == nil ? 2 : 0
        }
    }

    fileprivate var depth: Int {
        let depth = (self.after ?? self.before)?.dn.relativeNames.count ?? 0
        return self.after == nil ? -depth : depth
    }

    fileprivate var text: String { (self.before ?? self.after)?.dn.description ?? "" }
}

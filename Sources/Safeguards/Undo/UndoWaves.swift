/// Which of several events are taken back at one time: neighbours that have nothing in common, so that each finds what it would find
/// alone.
struct UndoWaves {
    /// The events of each wave, by their places.
    private(set) var waves: [Range<Int>] = []

    /// The most of one wave.
    private static let width = 16

    /// Divides events; one that cannot be read has nothing in common with any other.
    init(_ events: [JournalEvent?]) {
        var start = 0
        var taken: Set<EntryKey> = []
        for (index, event) in events.enumerated() {
            let keys = event?.keys ?? []
            if index - start == Self.width || !taken.isDisjoint(with: keys) {
                self.waves.append(start..<index)
                (start, taken) = (index, [])
            }
            taken.formUnion(keys)
        }
        if start < events.count { self.waves.append(start..<events.count) }
    }
}

extension JournalEvent {
    /// All by which its entries are known.
    fileprivate var keys: Set<EntryKey> {
        var keys: Set<EntryKey> = []
        for step in self.steps {
            keys.insert(step.key)
            keys.formUnion([step.target, step.nameAfter].compactMap(\.self).map(EntryKey.name))
        }
        return keys
    }
}

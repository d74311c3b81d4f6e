import Encodings

/// What the next one who writes to a file must know of it.
struct JournalScan {
    /// The events that have begun in the files that were scanned, and have not ended, each with its place.
    struct Open {
        /// The places of their first blocks, by their ids.
        var places: [EventID: (path: String, range: Range<Int>)] = [:]

        /// The events, in the order in which they have begun; one that cannot be read is left out.
        var events: [JournalEvent] {
            self.places.sorted { $0.key < $1.key }.compactMap { _, place in
                guard let file = try? SegmentReader(place.path),
                    case .begin(let event)? = try? BlockParser.parse(file.bytes(place.range)[...])
                else { return nil }
                return event
            }
        }
    }

    /// Where the last whole block ends.
    private(set) var end = 0
    /// What stands behind that, up to the end of the file.
    private(set) var tail: JournalDamage.Kind?
    /// The last id that stands there.
    private(set) var lastID: EventID?
    /// How many bytes the file has.
    let size: Int

    /// Looks at a file, and notes which events begin and end there.
    /// - Throws: ``JournalError`` if it cannot be read, or has another format.
    init(_ path: String, _ open: inout Open) throws(JournalError) {
        var reader = try SegmentReader(path)
        self.size = reader.size
        while let segment = reader.next() {
            let content = segment.content
            if case .version(let number)? = content.damage.first?.kind {
                throw JournalError(
                    .unusable,
                    "\(path) has the format \(number), which this version of Starbridge does not write: move it away")
            }
            guard let block = content.block else {
                if let damage = content.damage.last { self.tail = damage.kind }
                continue
            }
            (self.end, self.tail) = (reader.position, nil)
            self.note(block, path, &open)
        }
        if self.end == 0 { self.lookAtHeader(&reader) }
    }

    /// A file without a block may end within its first lines.
    private mutating func lookAtHeader(_ reader: inout SegmentReader) {
        let header = Array(BlockWriter.header.utf8)
        let start = reader.bytes(0..<min(self.size, header.count))
        if start == header {
            self.end = header.count
        } else if !start.isEmpty, header.starts(with: start) {
            self.tail = .cut
        }
    }

    private mutating func note(_ block: Segment.Whole, _ path: String, _ open: inout Open) {
        // `# KIND: ID`
        let text = block.bytes.dropFirst(block.kind.utf8.count + 4).prefix(EventID.length)
        guard let id = EventID(String(decoding: text, as: UTF8.self)) else { return }
        self.lastID = max(id, self.lastID ?? id)
        if block.kind == "begin" {
            open.places[id] = (path, block.offset..<(block.offset + block.bytes.count))
        } else {
            open.places[id] = nil
        }
    }
}

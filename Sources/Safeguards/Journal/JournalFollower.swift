import Encodings

/// Tells of events as they end, while another process writes the journal.
public struct JournalFollower {
    private let folder: JournalFolder
    private let since: Timestamp
    private var day: JournalDay
    private var position = 0
    private var begun: [EventID: JournalEvent] = [:]

    /// Begins with the events of a moment.
    public init(directory: String, since: Timestamp) {
        self.folder = JournalFolder(directory)
        self.since = since
        self.day = JournalDay(since)
    }

    /// Tells of what was written since the last time.
    /// - Throws: ``JournalError`` if the folder cannot be read.
    public mutating func poll(_ tell: (JournalReader.Finding) -> Void) throws(JournalError) {
        for day in try self.folder.days() where day >= self.day {
            if day > self.day { (self.day, self.position) = (day, 0) }
            var reader = try SegmentReader(self.folder.path(of: day), at: self.position)
            while let segment = reader.next() {
                let content = segment.content
                // The end of the file may be on its way.
                if content.block == nil, reader.position == reader.size { break }
                self.position = reader.position
                for (kind, offset) in content.damage {
                    tell(.damage(JournalDamage(kind: kind, file: reader.path, line: reader.line(at: offset))))
                }
                if let block = content.block { self.take(block, tell) }
            }
        }
    }

    private mutating func take(_ block: Segment.Whole, _ tell: (JournalReader.Finding) -> Void) {
        switch try? BlockParser.parse(block.bytes) {
        case .begin(let event)?: self.begun[event.id] = event
        case .outcome(let end)?:
            guard var event = self.begun.removeValue(forKey: end.id), end.id.time >= self.since else { return }
            event.take(end)
            tell(.event(event))
        case .note?, nil: break
        }
    }
}

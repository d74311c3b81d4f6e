import Encodings
import Files

/// Tells of events as they end, while another process writes the journal.
///
/// A file that goes away ends nothing, and one that takes its place is read from its start.
public struct JournalFollower {
    private let folder: JournalFolder
    private let since: Timestamp
    private var day: JournalDay
    /// The number of the day's file on its device; nil as long as there is none.
    private var inode: UInt64?
    private var position = 0
    private var begun: [EventID: JournalEvent] = [:]
    /// The events of the day that were told, which another file may hold again.
    private var told: Set<EventID> = []

    /// Begins with the events of a moment.
    public init(directory: String, since: Timestamp) {
        self.folder = JournalFolder(directory)
        self.since = since
        self.day = JournalDay(since)
    }

    /// Tells of what was written since the last time.
    /// - Throws: ``JournalError`` if the folder, or a file in it, cannot be read.
    public mutating func poll(_ tell: (JournalReader.Finding) -> Void) throws(JournalError) {
        let days = try self.folder.days()
        if !days.contains(self.day) { (self.inode, self.position) = (nil, 0) }
        for day in days where day >= self.day {
            if day > self.day { (self.day, self.inode, self.position, self.told) = (day, nil, 0, []) }
            try self.read(tell)
        }
    }

    /// Reads on in the file of the day.
    private mutating func read(_ tell: (JournalReader.Finding) -> Void) throws(JournalError) {
        let path = self.folder.path(of: self.day)
        // Days that are too old are removed, also at this moment.
        guard let status = FileStatus(of: path) else { return }
        if status.inode != self.inode || status.size < self.position { self.position = 0 }
        self.inode = status.inode
        if status.size == self.position { return }
        var reader: SegmentReader
        do throws(JournalError) {
            reader = try SegmentReader(path, at: self.position)
        } catch {
            if FileStatus(of: path) == nil { return }
            throw error
        }
        self.read(&reader, tell)
    }

    private mutating func read(_ reader: inout SegmentReader, _ tell: (JournalReader.Finding) -> Void) {
        while let segment = reader.next() {
            let content = segment.content
            // The end of the file may be on its way.
            if content.block == nil, reader.position == reader.size { return }
            self.position = reader.position
            for (kind, offset) in content.damage {
                tell(.damage(JournalDamage(kind: kind, file: reader.path, line: reader.line(at: offset))))
            }
            if let block = content.block { self.take(block, tell) }
        }
    }

    private mutating func take(_ block: Segment.Whole, _ tell: (JournalReader.Finding) -> Void) {
        switch try? BlockParser.parse(block.bytes) {
        case .begin(let event)?: self.begun[event.id] = event
        case .outcome(let end)?:
            guard var event = self.begun.removeValue(forKey: end.id), end.id.time >= self.since,
                self.told.insert(end.id).inserted
            else { return }
            event.take(end)
            tell(.event(event))
        case .note?, nil: break
        }
    }
}

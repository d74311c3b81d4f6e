public import Encodings

/// Reads the events of a journal's folder, in whatever state its files are; it needs neither the daemon nor the lock.
public struct JournalReader: Sendable {
    /// Which event comes first.
    public enum Order: Hashable, Sendable {
        /// The one that has ended first; those whose end is not there come last.
        case oldestFirst
        /// The one that has begun last.
        case newestFirst
    }

    /// What is found in a journal.
    public enum Finding: Hashable, Sendable {
        /// An event, with what became of it.
        case event(JournalEvent)
        /// What cannot be read.
        case damage(JournalDamage)
    }

    private let folder: JournalFolder
    private let days: [JournalDay]

    /// Looks which days there are.
    /// - Throws: ``JournalError`` if the folder cannot be read.
    public init(directory: String) throws(JournalError) {
        self.folder = JournalFolder(directory)
        self.days = try self.folder.days()
    }

    /// Returns the events that have begun in a span of time, one after the other, and what is damaged on the way.
    public func findings(
        _ order: Order, since: Timestamp? = nil, until: Timestamp? = nil
    ) -> JournalFindings {
        var days = self.days
        if let since { days.removeAll { $0 < JournalDay(since) } }
        // An event that began before midnight has its end in the next file.
        if let until { days.removeAll { $0.number > JournalDay(until).number + 1 } }
        if order == .newestFirst { days.reverse() }
        return JournalFindings(
            folder: self.folder, days: days[...], order: order, since: since, until: until,
            firstDay: self.days.first)
    }
}

/// The events of a journal, read while they are asked for.
public struct JournalFindings: Sequence, IteratorProtocol {
    /// More have never begun at a time: what comes beyond has lost its other half.
    private static let mostOpen = 4096

    let folder: JournalFolder
    var days: ArraySlice<JournalDay>
    let order: JournalReader.Order
    let since: Timestamp?
    let until: Timestamp?
    /// The oldest day of the whole journal: what began before it is gone.
    let firstDay: JournalDay?
    private var reader: SegmentReader?
    private var found: ArraySlice<JournalReader.Finding> = []
    /// The events whose end was not met yet, in the order of their beginnings.
    private var begun: [JournalEvent] = []
    /// The ends whose beginnings were not met yet, each with its place.
    private var ended: [(end: EndedEvent, file: String, offset: Int)] = []

    init(
        folder: JournalFolder, days: ArraySlice<JournalDay>, order: JournalReader.Order, since: Timestamp?,
        until: Timestamp?, firstDay: JournalDay?
    ) {
        (self.folder, self.days, self.order) = (folder, days, order)
        (self.since, self.until, self.firstDay) = (since, until, firstDay)
    }

    /// The next one.
    public mutating func next() -> JournalReader.Finding? {
        while true {
            if let finding = self.found.popFirst() { return finding }
            if let segment = self.segment() {
                self.take(segment)
            } else if !self.openNext() {
                return self.finish()
            }
        }
    }

    private mutating func segment() -> Segment? {
        self.order == .oldestFirst ? self.reader?.next() : self.reader?.previous()
    }

    /// Opens the next file; false where there is none.
    private mutating func openNext() -> Bool {
        self.reader = nil
        guard let day = self.days.popFirst() else { return false }
        let path = self.folder.path(of: day)
        do throws(JournalError) {
            var first = try SegmentReader(path)
            let damage = first.next()?.content.damage.first?.kind
            if case .version? = damage, let damage {
                self.found.append(.damage(JournalDamage(kind: damage, file: path)))
            } else {
                self.reader = try SegmentReader(path, fromEnd: self.order == .newestFirst)
            }
        } catch {
            let damage = JournalDamage(kind: .unreadable(error.reason), file: path)
            self.found.append(.damage(damage))
        }
        return true
    }

    private mutating func take(_ segment: Segment) {
        let content = segment.content
        for (kind, offset) in content.damage { self.report(kind, at: offset) }
        guard let block = content.block else { return }
        do throws(BlockParser.Fault) {
            self.take(try BlockParser.parse(block.bytes), at: block.offset)
        } catch {
            self.report(.unreadable(error.reason), at: block.offset)
        }
    }

    private mutating func report(_ kind: JournalDamage.Kind, at offset: Int) {
        guard let reader else { return }
        self.found.append(.damage(JournalDamage(kind: kind, file: reader.path, line: reader.line(at: offset))))
    }

    private mutating func take(_ block: Block, at offset: Int) {
        switch (block, self.order) {
        case (.note, _): break
        case (.begin(let event), .oldestFirst):
            self.begun.append(event)
            if self.begun.count > Self.mostOpen { self.tell(self.begun.removeFirst()) }
        case (.outcome(let end), .oldestFirst):
            guard let index = self.begun.lastIndex(where: { $0.id == end.id }) else {
                self.tellHeadless(end, self.reader?.path ?? "", offset)
                return
            }
            self.tell(self.begun.remove(at: index), end)
        case (.outcome(let end), .newestFirst):
            self.ended.append((end, self.reader?.path ?? "", offset))
            if self.ended.count > Self.mostOpen { self.tellOldestHeadless() }
        case (.begin(let event), .newestFirst):
            let index = self.ended.lastIndex { $0.end.id == event.id }
            self.tell(event, index.map { self.ended.remove(at: $0).end })
        }
    }

    private mutating func tell(_ event: JournalEvent, _ end: EndedEvent? = nil) {
        if let since, event.id.time < since { return }
        if let until, event.id.time > until { return }
        var event = event
        if let end { event.take(end) }
        self.found.append(.event(event))
    }

    private mutating func tellOldestHeadless() {
        let (end, file, offset) = self.ended.removeFirst()
        self.tellHeadless(end, file, offset)
    }

    /// Of what began before the span, or was removed with its day, nobody wants to hear.
    private mutating func tellHeadless(_ end: EndedEvent, _ file: String, _ offset: Int) {
        if let since, end.id.time < since { return }
        if let until, end.id.time > until { return }
        if let firstDay, JournalDay(end.id.time) < firstDay { return }
        let line = (try? SegmentReader(file))?.line(at: offset)
        self.found.append(.damage(JournalDamage(kind: .headless(end.id), file: file, line: line)))
    }

    /// Tells of what has no other half.
    private mutating func finish() -> JournalReader.Finding? {
        if !self.begun.isEmpty { self.tell(self.begun.removeFirst()) }
        if self.found.isEmpty, !self.ended.isEmpty { self.tellOldestHeadless() }
        if let finding = self.found.popFirst() { return finding }
        return self.begun.isEmpty && self.ended.isEmpty ? nil : self.finish()
    }
}

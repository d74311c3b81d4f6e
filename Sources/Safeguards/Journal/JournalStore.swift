import Encodings
import Files
import Glibc

/// The files of a journal, as the one process has them that writes there.
struct JournalStore {
    /// How many bytes of blocks that could not be written are kept until they can be.
    private static let mostKept = 8 << 20

    let folder: JournalFolder
    /// What somebody should be told, in the order in which it was found out.
    var notices: [String] = []
    /// The file of the day, which the last block is in.
    private(set) var file: OpenFile?
    /// How many bytes all files have.
    private(set) var size = 0
    /// The files, the oldest first, and their sizes.
    private(set) var days: [(day: JournalDay, size: Int)] = []
    /// Why something younger than it should be had to go, or soon will have to.
    private(set) var shortage: String?
    /// How many blocks were lost for want of room to keep them.
    private(set) var lost = 0
    private var lock: OpenFile?
    private var day: JournalDay?
    /// Whether something foreign stands at the end of the file.
    private var needsGap = false
    /// The microseconds of the last id.
    private var last: Int64 = 0
    private var kept: [[UInt8]] = []
    private var keptSize = 0

    init(_ folder: JournalFolder) {
        self.folder = folder
    }

    /// Whether the folder is locked, and its files can be written.
    var isOpen: Bool { self.lock != nil }
}

// MARK: - Opening

extension JournalStore {
    /// Locks the folder, mends its last file, and returns the events that were under way when the last process ended.
    /// - Throws: ``JournalError`` where it cannot be used.
    mutating func open(_ terms: JournalTerms, at now: Timestamp) throws(JournalError) -> [JournalEvent] {
        try self.folder.prepare()
        let lock = try self.folder.locked()
        let today = JournalDay(now)
        let days = try self.folder.days()
        for day in days where day > today {
            self.notices.append(
                "\(self.folder.path(of: day)) is of a day that has not come yet, and is left alone: look at the clock of this machine"
            )
        }
        self.days = days.map { ($0, self.folder.size(of: $0)) }
        self.size = self.days.reduce(0) { $0 + $1.size }
        var open = JournalScan.Open()
        let recent = days.filter { $0 <= today }.suffix(2)
        for day in recent.dropLast() { _ = try JournalScan(self.folder.path(of: day), &open) }
        if let day = recent.last { try self.attach(day, &open) }
        self.lock = lock
        self.retire(terms, at: now)
        return open.events
    }

    /// Lets others have the folder.
    mutating func close() {
        (self.file, self.lock) = (nil, nil)
    }

    /// Opens the file of a day to write there.
    private mutating func attach(_ day: JournalDay, _ open: inout JournalScan.Open) throws(JournalError) {
        let path = self.folder.path(of: day)
        let file = try OpenFile(path, O_RDWR | O_CREAT | O_APPEND)
        let scan = try JournalScan(path, &open)
        self.last = max(self.last, scan.lastID.map { Self.microseconds($0.time) } ?? 0)
        (self.file, self.day) = (file, day)
        self.needsGap = scan.tail != nil && scan.tail != .cut
        if !self.days.contains(where: { $0.day == day }) {
            self.days.append((day, 0))
            self.days.sort { $0.day < $1.day }
        }
        self.setSize(scan.size)
        if scan.tail == .cut { try self.mend(scan) }
    }

    /// Cuts off what is torn.
    private mutating func mend(_ scan: JournalScan) throws(JournalError) {
        guard let file else { return }
        let torn = scan.size - scan.end
        if ftruncate(file.descriptor, scan.end) != 0 {
            throw JournalError(file.path, "has a torn end and cannot be mended", errno: errno)
        }
        self.setSize(scan.end)
        self.notices.append(
            "\(file.path) ended within a block, as after a power cut or on a full disk: \(torn) bytes were cut off")
        try self.write(
            BlockWriter.note(
                "here stood \(torn) bytes of a block that was never finished; they were cut off when the journal was opened"
            ))
    }

    private var currentSize: Int { self.days.last { $0.day == self.day }?.size ?? 0 }

    private mutating func setSize(_ size: Int) {
        guard let index = self.days.lastIndex(where: { $0.day == self.day }) else { return }
        self.size += size - self.days[index].size
        self.days[index].size = size
    }

    private static func microseconds(_ time: Timestamp) -> Int64 {
        time.seconds * 1_000_000 + Int64(time.nanoseconds) / 1000
    }
}

// MARK: - Writing

extension JournalStore {
    /// The id of an event that begins; ids never go back, whatever the clock does.
    mutating func nextID(at now: Timestamp) -> EventID {
        self.last = max(Self.microseconds(now), self.last + 1)
        return EventID(
            Timestamp(seconds: self.last / 1_000_000, nanoseconds: Int32(self.last % 1_000_000 * 1000)),
            tail: .random(in: 0..<1 << 20))
    }

    /// Appends a block, after those that could not be written before.
    /// - Throws: ``JournalError``; the files are as they were.
    mutating func append(_ block: [UInt8], _ terms: JournalTerms, at now: Timestamp) throws(JournalError) {
        try self.goOn(to: max(JournalDay(now), JournalDay(Timestamp(seconds: self.last / 1_000_000))), terms, at: now)
        while let first = self.kept.first {
            try self.write(first)
            self.kept.removeFirst()
            self.keptSize -= first.count
        }
        try self.write(block)
        let isLarge = self.shortage == nil && self.size > terms.maximumSize / 10 * 9
        if isLarge || self.days.count > 1 && self.size > terms.maximumSize { self.retire(terms, at: now) }
    }

    /// Leaves the file of the day if somebody has taken it away, so that the next block goes into another one.
    mutating func leaveLostFile() {
        guard let file, self.isOpen else { return }
        let path = file.path
        if FileStatus(of: path)?.inode == FileStatus(of: file.descriptor)?.inode { return }
        self.file = nil
        self.setSize(0)
        self.notices.append(
            "\(path) was taken away while it was written: what was in it is no part of the journal any more")
    }

    /// Keeps a block that could not be written until the next one can be.
    mutating func keep(_ block: [UInt8]) {
        guard self.keptSize + block.count <= Self.mostKept else {
            self.lost += 1
            return
        }
        self.kept.append(block)
        self.keptSize += block.count
    }

    private mutating func goOn(to day: JournalDay, _ terms: JournalTerms, at now: Timestamp) throws(JournalError) {
        if let current = self.day, self.file != nil, day <= current { return }
        var open = JournalScan.Open()
        try self.attach(self.file == nil ? max(day, self.day ?? day) : day, &open)
        self.retire(terms, at: now)
    }

    private mutating func write(_ block: [UInt8]) throws(JournalError) {
        guard let file else { return }
        let size = self.currentSize
        var bytes = block
        if size == 0 { bytes = Array(BlockWriter.header.utf8) + bytes }
        if self.needsGap { bytes = [UInt8(ascii: "\n")] + bytes }
        do throws(OpenFile.AppendFailure) {
            try file.append(bytes, at: size)
        } catch {
            // What nothing stands in is opened anew, and what cannot be mended here is mended then.
            if !error.isTakenBack || size == 0 { self.file = nil }
            throw JournalError(file.path, "cannot be written", errno: error.errno)
        }
        self.needsGap = false
        self.setSize(size + bytes.count)
    }
}

// MARK: - Retention

extension JournalStore {
    /// Removes the days that are too old, and the oldest where all together are too large.
    private mutating func retire(_ terms: JournalTerms, at now: Timestamp) {
        let oldest = JournalDay(Timestamp(seconds: now.seconds - terms.keep))
        func mayGo(_ index: Int) -> Bool { self.days.count > 1 && self.days[index].day != self.day }
        while let first = self.days.first, first.day < oldest, mayGo(0) { self.removeFirst() }
        while self.size > terms.maximumSize, mayGo(0) {
            let first = self.days[0].day
            self.tell(
                "\(self.folder.path(of: first)) was removed before its time, since the journal has reached its size: raise journal.at_most, or lower journal.keep"
            )
            self.removeFirst()
        }
        guard self.shortage == nil, self.size > terms.maximumSize / 10 * 9 else { return }
        self.tell(
            "the journal in \(self.folder.path) has nearly reached its size: soon days will be removed that are younger than journal.keep; raise journal.at_most"
        )
    }

    private mutating func tell(_ shortage: String) {
        self.shortage = shortage
        self.notices.append(shortage)
    }

    private mutating func removeFirst() {
        let first = self.days.removeFirst()
        self.size -= first.size
        self.folder.remove(first.day)
    }
}

import Glibc

/// Reads the segments of one file, from the first or from the last, with no more of it in memory than the one at hand.
struct SegmentReader {
    private static let step = 1 << 16
    /// No block is longer: what is, was never one.
    private static let longest = 1 << 28

    let path: String
    private let file: OpenFile
    /// What is read: bytes of the file from ``low`` on.
    private var buffer: [UInt8] = []
    private var low: Int
    /// Where the next segment begins, or the one before it ends.
    private(set) var position: Int
    /// How many bytes are looked at.
    let size: Int

    /// Begins at the start of a file, or at its end, or somewhere between two segments.
    /// - Throws: ``JournalError`` if it cannot be opened.
    init(_ path: String, fromEnd: Bool = false, at position: Int = 0) throws(JournalError) {
        self.path = path
        self.file = try OpenFile(path, O_RDONLY)
        self.size = self.file.size
        self.position = fromEnd ? self.size : min(position, self.size)
        self.low = self.position
    }

    /// Reads the segment behind the last one; nil at the end of the file.
    mutating func next() -> Segment? {
        guard self.position < self.size else { return nil }
        let start = self.position - self.low
        var line = start
        while true {
            if let end = Segment.firstEnd(in: self.buffer[...], from: line) {
                // The empty line behind it may not be read yet.
                if end + 16 > self.buffer.count { self.readOn() }
                return self.take(start..<Segment.indexAfter(end, in: self.buffer[...]))
            }
            line = max(start, self.buffer.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? start)
            if self.buffer.count - start > Self.longest || !self.readOn() {
                return self.take(start..<self.buffer.count)
            }
        }
    }

    private mutating func take(_ range: Range<Int>) -> Segment {
        let segment = Segment(bytes: self.buffer[range], offset: self.low + range.lowerBound)
        self.position = self.low + range.upperBound
        guard range.upperBound >= Self.step || range.upperBound == self.buffer.count else { return segment }
        self.buffer = Array(self.buffer[range.upperBound...])
        self.low = self.position
        return segment
    }

    @discardableResult
    private mutating func readOn() -> Bool {
        let from = self.low + self.buffer.count
        let bytes = self.file.read(from..<min(from + Self.step, self.size))
        self.buffer += bytes
        return !bytes.isEmpty
    }

    /// Reads the segment before the last one; nil at the start of the file.
    mutating func previous() -> Segment? {
        guard self.position > 0 else { return nil }
        // What is behind it was read before.
        self.buffer.removeLast(self.buffer.count - (self.position - self.low))
        while true {
            if let start = self.startOfLast() {
                self.position = self.low + start
                return Segment(bytes: self.buffer[start...], offset: self.position)
            }
            // Twice as much each time, so that a long one is not copied often.
            let from = max(0, self.low - max(Self.step, self.buffer.count))
            let bytes = self.file.read(from..<self.low)
            guard !bytes.isEmpty else { return nil }
            self.buffer = bytes + self.buffer
            self.low = from
        }
    }

    /// Where the last segment of the buffer begins; nil where that is further to the front.
    private func startOfLast() -> Int? {
        let all = self.buffer[...]
        // The last line of the segment itself, if it has one, is nobody else's end.
        var before = all
        if let own = Segment.lastEnd(in: all), all[Segment.indexAfter(own, in: all)...].isEmpty {
            before = all[..<own]
        }
        if let end = Segment.lastEnd(in: before) { return Segment.indexAfter(end, in: all) }
        return self.low == 0 || all.count > Self.longest ? 0 : nil
    }

    /// The number of the line at an offset, counted from 1.
    func line(at offset: Int) -> Int {
        var (line, from) = (1, 0)
        while from < offset {
            let bytes = self.file.read(from..<min(from + Self.step, offset))
            if bytes.isEmpty { break }
            line += bytes.reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
            from += bytes.count
        }
        return line
    }

    /// Reads a part of the file.
    func bytes(_ range: Range<Int>) -> [UInt8] { self.file.read(range) }
}

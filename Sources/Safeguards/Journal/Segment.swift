import Encodings

/// A part of a journal's file: all from behind the end of a block to the end of the next one, or to the end of the file.
struct Segment {
    /// The bytes, which may hold other things before the block.
    var bytes: ArraySlice<UInt8>
    /// Where they begin in the file.
    var offset: Int

    /// A block that is as it was written.
    struct Whole {
        /// What kind of block it is: `begin`, `outcome` or `note`.
        var kind: String
        /// Where it begins in the file.
        var offset: Int
        /// All but its last line.
        var bytes: ArraySlice<UInt8>
    }

    /// What is in a segment.
    struct Content {
        var block: Whole?
        /// What is wrong, and at which offset in the file.
        var damage: [(kind: JournalDamage.Kind, offset: Int)] = []
    }

    private static let kinds = ["begin", "outcome", "note"]
    private static let end = Array("# end ".utf8)
    private static let endLength = end.count + Checksum.length + 1
    private static let lineFeed = UInt8(ascii: "\n")

    /// Takes it apart, and compares its block with its last line.
    var content: Content {
        var content = Content()
        let start = self.blockStart
        let other = self.bytes[..<(start ?? self.bytes.endIndex)]
        self.judge(other, isFollowed: start != nil, &content)
        guard let start else { return content }
        let block = self.bytes[start...]
        let place = self.offset + start - self.bytes.startIndex
        guard let end = Self.lastEnd(in: block), Self.isAtEnd(end, of: block) else {
            content.damage.append((.cut, place))
            return content
        }
        let digits = block[(end + Self.end.count)...].prefix(Checksum.length)
        guard digits.elementsEqual(Checksum.text(block[..<end]).utf8) else {
            content.damage.append((.edited, place))
            return content
        }
        content.block = Whole(kind: Self.kind(at: start, in: block) ?? "", offset: place, bytes: block[..<end])
        return content
    }

    /// Where the last block begins.
    private var blockStart: Int? {
        var start: Int?
        Self.eachLine(in: self.bytes) { line in
            if Self.kind(at: line, in: self.bytes) != nil { start = line }
        }
        return start
    }

    /// Finds out what stands before a block, or behind the last one.
    private func judge(_ other: ArraySlice<UInt8>, isFollowed: Bool, _ content: inout Content) {
        var rest = other
        if self.offset == 0, let file = FileHeader(rest) {
            if file.version != BlockWriter.version { content.damage.append((.version(file.version), 0)) }
            rest = rest.dropFirst(file.length)
        }
        guard let first = rest.firstIndex(where: { $0 != Self.lineFeed && $0 != UInt8(ascii: "\r") }) else { return }
        let place = self.offset + first - self.bytes.startIndex
        let isOurs = Self.kinds.contains { kind in
            let line = Array("# \(kind): ".utf8)
            return rest[first...].starts(with: line) || !isFollowed && line.starts(with: rest[first...])
        }
        let isHeader = self.offset == 0 && !isFollowed && BlockWriter.header.utf8.starts(with: rest[first...])
        content.damage.append((isOurs || isHeader ? .cut : .foreign, place))
    }

    /// The kind of the block that begins with a line.
    private static func kind(at start: Int, in bytes: ArraySlice<UInt8>) -> String? {
        guard bytes[start] == UInt8(ascii: "#"), start + 2 < bytes.endIndex else { return nil }
        let name = bytes[(start + 2)...]
        return self.kinds.first { name.starts(with: $0.utf8) && name.dropFirst($0.utf8.count).starts(with: ": ".utf8) }
    }

    private static func eachLine(in bytes: ArraySlice<UInt8>, _ body: (Int) -> Void) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            body(start)
            guard let end = bytes[start...].firstIndex(of: Self.lineFeed) else { return }
            start = end + 1
        }
    }

    /// Whether nothing but empty lines stands behind a last line.
    private static func isAtEnd(_ end: Int, of bytes: ArraySlice<UInt8>) -> Bool {
        bytes[(end + Self.endLength)...].allSatisfy { $0 == Self.lineFeed }
    }
}

// MARK: - Where segments end

extension Segment {
    /// Where the first last line of a block begins that is whole, searched from an index on; the index of a line's begin.
    static func firstEnd(in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        var line = start
        while line < bytes.endIndex {
            if self.isEnd(line, in: bytes) { return line }
            guard let end = bytes[line...].firstIndex(of: self.lineFeed) else { return nil }
            line = end + 1
        }
        return nil
    }

    /// Where the last of these lines begins.
    static func lastEnd(in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.endIndex - self.endLength
        while index >= bytes.startIndex {
            if self.isEnd(index, in: bytes), index == bytes.startIndex || bytes[index - 1] == self.lineFeed {
                return index
            }
            index -= 1
        }
        return nil
    }

    /// The index behind a last line and the empty line after it.
    static func indexAfter(_ end: Int, in bytes: ArraySlice<UInt8>) -> Int {
        let next = end + self.endLength
        return next < bytes.endIndex && bytes[next] == self.lineFeed ? next + 1 : next
    }

    private static func isEnd(_ index: Int, in bytes: ArraySlice<UInt8>) -> Bool {
        bytes[index] == UInt8(ascii: "#") && bytes.endIndex - index >= self.endLength
            && bytes[index...].starts(with: self.end) && bytes[index + self.endLength - 1] == self.lineFeed
            && bytes[(index + self.end.count)..<(index + self.endLength - 1)].allSatisfy {
                $0.isDigit || $0 &- 0x61 < 6
            }
    }
}

/// The first line of a file.
private struct FileHeader {
    /// The version of the format.
    var version: Int
    /// How many bytes the lines have.
    var length: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        let mark = Array("# Starbridge journal, format ".utf8)
        guard bytes.starts(with: mark) else { return nil }
        let digits = bytes.dropFirst(mark.count).prefix { $0.isDigit }
        guard let version = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        self.version = version
        self.length = mark.count + digits.count
        var rest = bytes.dropFirst(self.length)
        for line in ["\n", "version: 1\n"] where rest.starts(with: line.utf8) {
            self.length += line.utf8.count
            rest = rest.dropFirst(line.utf8.count)
        }
    }
}

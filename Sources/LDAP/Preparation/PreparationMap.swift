import Encodings

/// What single characters become, by a part of ``PreparationTable``.
struct PreparationMap {
    private struct Range {
        let first: UInt32
        let last: UInt32
        /// Where the replacement lies among all of them.
        let start: Int32
        let count: Int32
    }

    private var ranges: [Range] = []
    private var replacements: [UInt32] = []

    init(_ table: StaticString) {
        var scanner = PreparationScanner(table)
        while !scanner.isAtEnd {
            let first = scanner.number()
            let last = scanner.previous == UInt8(ascii: "-") ? scanner.number() : first
            let start = self.replacements.count
            while scanner.previous != UInt8(ascii: " ") {
                if let number = scanner.optionalNumber() { self.replacements.append(number) }
            }
            self.ranges.append(
                Range(
                    first: first, last: last, start: Int32(start), count: Int32(self.replacements.count - start)))
        }
    }

    /// Appends what a character becomes; false where it stays what it is.
    func append(_ value: UInt32, to output: inout [UInt32]) -> Bool {
        guard let range = self.range(of: value) else { return false }
        let first = Int(range.start)
        if range.count == 1, self.replacements[first] != 0x20 {
            output.append(self.replacements[first] + value - range.first)
        } else {
            output.append(contentsOf: self.replacements[first..<first + Int(range.count)])
        }
        return true
    }

    /// The number that a character has; zero where the table does not name it.
    func number(_ value: UInt32) -> UInt32 {
        value < 0x300 ? 0 : self.range(of: value).map { self.replacements[Int($0.start)] } ?? 0
    }

    private func range(of value: UInt32) -> Range? {
        var (low, high) = (0, self.ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if self.ranges[middle].last < value { low = middle + 1 } else { high = middle }
        }
        return low < self.ranges.count && self.ranges[low].first <= value ? self.ranges[low] : nil
    }
}

/// Reads the hexadecimal numbers of ``PreparationTable`` and what parts them.
struct PreparationScanner {
    private var bytes: UnsafeBufferPointer<UInt8>.SubSequence
    /// The byte after the number that was read last; a space at the end.
    private(set) var previous = UInt8(ascii: " ")

    init(_ table: StaticString) {
        self.bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)[...]
    }

    var isAtEnd: Bool { self.bytes.isEmpty }

    mutating func number() -> UInt32 { self.optionalNumber() ?? 0 }

    /// Nil where a separator follows at once.
    mutating func optionalNumber() -> UInt32? {
        var number: UInt32?
        self.previous = UInt8(ascii: " ")
        while let byte = self.bytes.popFirst() {
            guard let digit = byte.hexadecimalValue else {
                self.previous = byte
                break
            }
            number = (number ?? 0) << 4 | UInt32(digit)
        }
        return number
    }
}

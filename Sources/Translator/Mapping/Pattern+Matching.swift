extension Pattern {
    enum Instruction: Sendable, Hashable {
        /// Goes on with the next instruction after one of these bytes.
        case byte(ByteSet)
        /// Goes on at both places.
        case split(Int, Int)
        case jump(Int)
        /// Goes on at the beginning of the text only.
        case begin
        /// Goes on at the end of the text only.
        case end
        case match
    }

    /// Returns whether any part of the text, in UTF-8, matches.
    public func matches(_ text: some Collection<UInt8>) -> Bool {
        if let alphabet {
            let rest = text.drop { $0 < 0x80 && alphabet.contains($0) }
            guard let byte = rest.first else { return !text.isEmpty }
            if byte < 0x80 { return false }
        }
        return self.matchesStepByStep(text)
    }

    private func matchesStepByStep(_ text: some Collection<UInt8>) -> Bool {
        var current = States(capacity: self.program.count)
        var next = States(capacity: self.program.count)
        var position = 0
        let count = text.count
        let isAnchored = self.program.first == .begin
        for byte in text {
            if !isAnchored || position == 0 {
                if self.enter(0, at: position, of: count, into: &current) { return true }
            } else if current.isEmpty {
                return false
            }
            while let state = current.popFirst() {
                guard case .byte(let set) = self.program[state], set.contains(byte) else { continue }
                if self.enter(state + 1, at: position + 1, of: count, into: &next) { return true }
            }
            swap(&current, &next)
            position += 1
        }
        return self.enter(0, at: position, of: count, into: &current)
    }

    /// Adds what can be reached without reading a byte; true if that is the end of the expression.
    private func enter(_ state: Int, at position: Int, of count: Int, into states: inout States) -> Bool {
        guard states.insert(state) else { return false }
        switch self.program[state] {
        case .byte: return false
        case .match: return true
        case .begin: return position == 0 && self.enter(state + 1, at: position, of: count, into: &states)
        case .end: return position == count && self.enter(state + 1, at: position, of: count, into: &states)
        case .jump(let target): return self.enter(target, at: position, of: count, into: &states)
        case .split(let first, let second):
            return self.enter(first, at: position, of: count, into: &states)
                || self.enter(second, at: position, of: count, into: &states)
        }
    }

    /// The places in the program that have been reached.
    private struct States {
        private var words: [UInt64]

        init(capacity: Int) {
            self.words = Array(repeating: 0, count: (capacity + 63) / 64)
        }

        var isEmpty: Bool { self.words.allSatisfy { $0 == 0 } }

        mutating func insert(_ state: Int) -> Bool {
            let bit = UInt64(1) << UInt64(state & 63)
            if self.words[state >> 6] & bit != 0 { return false }
            self.words[state >> 6] |= bit
            return true
        }

        mutating func popFirst() -> Int? {
            guard let index = self.words.firstIndex(where: { $0 != 0 }) else { return nil }
            let word = self.words[index]
            self.words[index] = word & (word - 1)
            return index << 6 + word.trailingZeroBitCount
        }
    }
}

extension Pattern {
    /// A set of bytes.
    struct ByteSet: Sendable, Hashable {
        private var words: SIMD4<UInt64> = .zero

        init(_ range: ClosedRange<UInt8>) { for byte in range { self.insert(byte) } }

        init(_ bytes: some Sequence<UInt8>) { for byte in bytes { self.insert(byte) } }

        mutating func insert(_ byte: UInt8) { self.words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

        func contains(_ byte: UInt8) -> Bool { self.words[Int(byte >> 6)] & 1 << UInt64(byte & 63) != 0 }

        mutating func formUnion(_ other: ByteSet) { self.words |= other.words }

        /// The ASCII bytes that are not in the set.
        var asciiComplement: ByteSet { ByteSet((0...0x7F).filter { !self.contains($0) }) }
    }
}

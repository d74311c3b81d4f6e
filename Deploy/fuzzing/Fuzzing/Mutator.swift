/// Damages texts, in the same way for the same seed.
public struct Mutator: Sendable {
    private let seeds: [[UInt8]]
    private let tokens: [[UInt8]]
    private let compose: (@Sendable (inout SplitMix) -> String)?
    private var random: SplitMix

    /// The size beyond which texts do not grow.
    public static let maximumSize = 4096

    /// Makes a mutator of these texts.
    public init(seeds: [String], tokens: [String], seed: UInt64) {
        self.init(seeds: seeds, tokens: tokens, compose: nil, seed: seed)
    }

    private init(
        seeds: [String], tokens: [String], compose: (@Sendable (inout SplitMix) -> String)?, seed: UInt64
    ) {
        self.seeds = seeds.map { Array($0.utf8) }
        self.tokens = (tokens + ["\u{FFFD}", "é", "\u{0}"]).map { Array($0.utf8) } + Self.hostile
        self.compose = compose
        self.random = SplitMix(state: seed)
    }

    /// Makes a mutator for a target.
    public init(_ target: FuzzTarget, seed: UInt64) {
        self.init(seeds: target.seeds, tokens: target.tokens, compose: target.compose, seed: seed)
    }

    /// Bytes that are not UTF-8.
    private static let hostile: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
    ]

    /// The next text, mostly damaged.
    public mutating func next() -> [UInt8] {
        if let compose, Bool.random(using: &self.random) { return Array(compose(&self.random).utf8) }
        var bytes = self.seeds.randomElement(using: &self.random) ?? []
        for _ in 0...Int.random(in: 0...5, using: &self.random) { self.mutate(&bytes) }
        return Array(bytes.prefix(Self.maximumSize))
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let range = self.range(in: bytes)
        switch Int.random(in: 0..<9, using: &self.random) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: bytes[range], at: range.lowerBound)
        case 2: bytes.replaceSubrange(range, with: self.token)
        case 3: bytes.insert(contentsOf: self.token, at: range.lowerBound)
        case 4: bytes.insert(UInt8.random(in: 0...255, using: &self.random), at: range.lowerBound)
        case 5: bytes = bytes.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 &- 0x61 < 26 ? $0 & 0xDF : $0 }
        case 6: bytes.insert(contentsOf: self.repeated(bytes, range), at: range.lowerBound)
        case 7: self.splice(&bytes, at: range.lowerBound)
        default:
            guard range.lowerBound < bytes.count else { return }
            bytes[range.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &self.random)
        }
    }

    /// A token, or a piece of the text, many times: what is nested, long and alike.
    private mutating func repeated(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        let piece = Bool.random(using: &self.random) ? self.token : Array(bytes[range].prefix(40))
        let count = [2, 17, 70, 1000].randomElement(using: &self.random) ?? 2
        return Array(repeatElement(piece, count: count).joined().prefix(Self.maximumSize))
    }

    private mutating func splice(_ bytes: inout [UInt8], at position: Int) {
        let other = self.seeds.randomElement(using: &self.random) ?? []
        bytes.replaceSubrange(position..., with: other[self.range(in: other).lowerBound...])
    }

    private var token: [UInt8] {
        mutating get { self.tokens.randomElement(using: &self.random) ?? [] }
    }

    /// A range, mostly short.
    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &self.random)
        let length = Int.random(in: 0...(Bool.random(using: &self.random) ? 4 : 40), using: &self.random)
        return start..<min(bytes.count, start + length)
    }
}

/// The same numbers for the same seed (splitmix64).
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from a seed.
    public init(state: UInt64) {
        self.state = state
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

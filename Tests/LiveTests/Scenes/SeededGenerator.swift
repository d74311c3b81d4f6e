import Fuzzing

/// The same numbers for the same seed on every machine.
typealias SeededGenerator = SplitMix

extension SplitMix {
    init(seed: UInt64) { self.init(state: seed) }

    /// Whether something that happens so many times of a hundred happens now.
    mutating func happens(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }
}

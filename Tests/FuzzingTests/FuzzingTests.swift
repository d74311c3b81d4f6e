import Fuzzing
import Testing

/// Every parser bears damaged input; `Deploy/fuzz` looks for longer and with the coverage as its guide.
@Suite struct FuzzingTests {
    @Test(arguments: FuzzTarget.all.map(\.name))
    func bearsDamagedInput(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for seed in target.seeds { try target.check(Array(seed.utf8)) }
        var mutator = Mutator(target, seed: 42)
        for _ in 0..<400 {
            let bytes = mutator.next()
            #expect(throws: Never.self, "\(bytes)") { try target.check(bytes) }
        }
    }

    @Test func damagesInTheSameWayEveryTime() throws {
        let target = try #require(FuzzTarget.all.first)
        var (one, other) = (Mutator(target, seed: 7), Mutator(target, seed: 7))
        var different: Set<[UInt8]> = []
        for _ in 0..<100 {
            let bytes = one.next()
            #expect(bytes == other.next())
            #expect(bytes.count <= Mutator.maximumSize)
            different.insert(bytes)
        }
        #expect(different.count > 80)
    }
}

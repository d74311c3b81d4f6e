import SCIM
import Testing

@Suite struct BulkScheduleTests {
    /// Creations named by letters, each with the letters that it refers to; other operations have no name.
    private func steps(_ operations: [(name: String, references: String)]) -> [BulkSchedule.Step] {
        BulkSchedule(
            operations.map { name, references in
                let values = references.map { Value.string("bulkId:\($0)") }
                let method: BulkRequest.Method = name.isEmpty ? .patch : .post
                return BulkRequest.Operation(
                    word: method.rawValue, bulkID: name.isEmpty ? nil : name,
                    call: .success(BulkRequest.Call(method, "/Users", data: ["x": .array(values)])))
            }
        ).steps
    }

    @Test func keepsTheOrder() {
        #expect(
            self.steps([("a", ""), ("", ""), ("b", "a"), ("", "ab"), ("c", "z")])
                == (0..<5).map { .perform($0, without: []) })
    }

    @Test func makesFirstWhatIsReferredTo() {
        #expect(
            self.steps([("a", "b"), ("", "c"), ("b", "c"), ("c", "")])
                == [3, 2, 0, 1].map { .perform($0, without: []) })
    }

    @Test func completesWhatRefersToEachOther() {
        #expect(
            self.steps([("a", "b"), ("b", "a"), ("", "ab")]) == [
                .perform(1, without: ["a"]), .perform(0, without: []), .complete(1), .perform(2, without: []),
            ])
        #expect(
            self.steps([("a", "b"), ("b", "c"), ("c", "ab")]) == [
                .perform(2, without: ["a", "b"]), .perform(1, without: []), .perform(0, without: []), .complete(2),
            ])
        #expect(self.steps([("a", "a")]) == [.perform(0, without: ["a"]), .complete(0)])
    }

    @Test func followsLongChains() {
        let ids = (0..<1000).map { "i\($0)" }
        let operations = ids.indices.map { index in
            let boss = index + 1 < ids.count ? "bulkId:\(ids[index + 1])" : ""
            let call = BulkRequest.Call(.post, "/Users", data: ["x": .string(boss)])
            return BulkRequest.Operation(word: "POST", bulkID: ids[index], call: .success(call))
        }
        #expect(BulkSchedule(operations).steps == ids.indices.reversed().map { .perform($0, without: []) })
    }

    @Test func doesEachOperationOnceHoweverTheyRefer() {
        for seed in UInt64(1)...300 {
            var random = seed &* 0x9E37_79B9_7F4A_7C15
            func next(_ limit: UInt64) -> UInt64 {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (random >> 33) % limit
            }
            let names = "abcdefgh".map(String.init)
            let operations = names.map { name in
                (name: name, references: String((0..<next(4)).map { _ in Character(names[Int(next(8))]) }))
            }
            let steps = self.steps(operations)
            var made: Set<String> = []
            var left: [Int: Set<String>] = [:]
            for step in steps {
                switch step {
                case .perform(let index, let missing):
                    #expect(made.insert(names[index]).inserted)
                    let needed = Set(operations[index].references.map(String.init)).subtracting(missing)
                    #expect(needed.isSubset(of: made.subtracting([names[index]])), "\(operations)")
                    left[index] = missing.isEmpty ? nil : missing
                case .complete(let index):
                    #expect(left.removeValue(forKey: index)?.isSubset(of: made) ?? false, "\(operations)")
                }
            }
            #expect(made.count == 8)
            #expect(left.isEmpty)
        }
    }
}
